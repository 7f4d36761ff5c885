/** What the extension's parts tell each other. The phone lives in the offscreen document; the others show and steer it. */

import type { Caller } from "../../src/phone/callerOf";
import type { State } from "../../src/phone/state";

/** Where it is connected, and as whom: kept on this device. */
export type Connection = {
  /** Of Offhook: `https://phones.example.com`. */
  origin: string;
  /** An API key of this extension's own. */
  key: string;
  member: { id: string; name: string };
};

/** How the phone stands, and whom its call is with. */
export type Standing = { state: State; caller: Caller };

export type Message =
  /** To the phone: how do you stand? Answered by a `Standing`. */
  | { to: "phone"; do: "tell" }
  | { to: "phone"; do: "accept" | "end" }
  | { to: "phone"; do: "mute"; muted: boolean }
  | { to: "phone"; do: "press"; key: string }
  /** To everybody: this is how the phone stands now. */
  | { to: "all"; standing: Standing }
  /** To the background, from the phone: where am I to connect? Answered by a `Connection`, or null. */
  | { to: "background"; do: "connection?" }
  /** To the background, from the options: that has changed. */
  | { to: "background"; do: "changed" };

const KEPT = "connection";

export function tell(message: Message): Promise<unknown> {
  // Nobody may be listening, as while no popup is open.
  return chrome.runtime.sendMessage(message).catch(() => undefined);
}

/** Calls `hear` for each message; what it gives back is the answer. */
export function onMessage(hear: (message: Message) => Promise<unknown> | undefined): void {
  chrome.runtime.onMessage.addListener((message, _, answer) => {
    const answered = hear(message as Message);
    if (answered === undefined) return undefined;
    void answered.then(answer);
    return true;
  });
}

/** Where the extension is connected; null where it isn't. Not for the offscreen document, which must ask. */
export async function connection(): Promise<Connection | null> {
  return ((await chrome.storage.local.get(KEPT))[KEPT] as Connection | undefined) ?? null;
}

export async function keepConnection(chosen: Connection | null): Promise<void> {
  if (chosen === null) await chrome.storage.local.remove(KEPT);
  else await chrome.storage.local.set({ [KEPT]: chosen });
  await tell({ to: "background", do: "changed" });
}
