/**
 * How the phone in the browser stands, and what each thing that happens makes of it. Pure: `phone.ts` does the work.
 */

/** Somebody on the phone, or about to be. */
export interface Call {
  readonly id: string;
  readonly direction: "incoming" | "outgoing";
  /** The call's id on the server, by which its caller and its line are looked up; empty where nobody told. */
  readonly record: string;
  /** What the phone shows: a number, an extension, or empty. */
  readonly number: string;
  readonly name: string;
  /** Whether this page has just asked for it: it rings here so that we dial, and is taken without a question. */
  readonly ours?: boolean;
}

/** Why the phone is off, though somebody wanted it on. */
export type Trouble =
  | "microphone-refused"
  | "microphone-missing"
  | "microphone-busy"
  /** The server signs this page in no more: its softphone was removed, or its person is signed out. */
  | "not-allowed"
  /** The browser has no microphone for pages at all, as without HTTPS. */
  | "not-supported"
  /** The browser can't carry calls at all, as one without WebRTC. */
  | "no-calls";

export type State =
  | { readonly is: "off"; readonly trouble: Trouble | null }
  /** Another tab of this browser is the phone; how it stands there, once it has said so. */
  | { readonly is: "elsewhere"; readonly there: State | null }
  /** For the microphone: the browser shows its question. */
  | { readonly is: "asking" }
  | { readonly is: "connecting" }
  /** Signed in: calls ring here. */
  | { readonly is: "ready" }
  /** It was signed in, and is trying to be again. */
  | { readonly is: "reconnecting" }
  /** The same for longer than a moment: people should know that calls don't reach them. */
  | { readonly is: "lost" }
  | ({ readonly is: "ringing"; readonly connected: boolean } & OnCall)
  /** We call, and nobody has answered yet. */
  | ({ readonly is: "calling"; readonly connected: boolean } & OnCall)
  | ({ readonly is: "talking"; readonly connected: boolean } & Talk);

interface OnCall {
  readonly call: Call;
}

interface Talk extends OnCall {
  /** Milliseconds, as of `Date.now()`. */
  readonly since: number;
  readonly muted: boolean;
}

export type Happening =
  | { readonly type: "switched-on" }
  | { readonly type: "switched-off" }
  | { readonly type: "failed"; readonly trouble: Trouble }
  | { readonly type: "owned-elsewhere" }
  | { readonly type: "told"; readonly there: State }
  | { readonly type: "microphone-granted" }
  | { readonly type: "registered" }
  | { readonly type: "disconnected" }
  /** It has been disconnected for so long that people should know. */
  | { readonly type: "still-disconnected" }
  | { readonly type: "rings"; readonly call: Call }
  /** The call that rings is not the one that we asked for. */
  | { readonly type: "not-ours"; readonly call: string }
  | { readonly type: "calls"; readonly call: Call }
  | { readonly type: "answered"; readonly call: string; readonly at: number }
  | { readonly type: "muted"; readonly muted: boolean }
  | { readonly type: "ended"; readonly call: string };

export const OFF: State = { is: "off", trouble: null };

/** The state after something has happened; the same one where it means nothing now. */
export function next(state: State, happened: Happening): State {
  switch (happened.type) {
    case "switched-off":
      return OFF;
    case "failed":
      return { is: "off", trouble: happened.trouble };
    case "owned-elsewhere":
      return { is: "elsewhere", there: null };
    case "told":
      return state.is === "elsewhere" ? { is: "elsewhere", there: happened.there } : state;
    case "switched-on":
      return isOn(state) ? state : { is: "asking" };
    case "microphone-granted":
      return state.is === "asking" ? { is: "connecting" } : state;
    case "registered":
      return reachable(state, true);
    case "disconnected":
      return reachable(state, false);
    case "still-disconnected":
      return state.is === "reconnecting" || state.is === "connecting" ? { is: "lost" } : state;
    case "rings":
      return isFree(state) ? { is: "ringing", call: happened.call, connected: true } : state;
    case "not-ours":
      return state.is === "ringing" && state.call.id === happened.call
        ? { ...state, call: { ...state.call, ours: false } }
        : state;
    case "calls":
      return isFree(state) ? { is: "calling", call: happened.call, connected: true } : state;
    case "answered":
      return (state.is === "ringing" || state.is === "calling") && state.call.id === happened.call
        ? { is: "talking", call: state.call, connected: state.connected, since: happened.at, muted: false }
        : state;
    case "muted":
      return state.is === "talking" ? { ...state, muted: happened.muted } : state;
    case "ended":
      return onCall(state)?.id === happened.call ? idle(state) : state;
  }
}

/** The call that there is. */
export function onCall(state: State): Call | null {
  return "call" in state ? state.call : null;
}

/** Whether the phone is this tab's, and somebody wants it to be on. */
export function isOn(state: State): boolean {
  return state.is !== "off" && state.is !== "elsewhere";
}

/** Whether calls reach this phone now, as far as it can know. */
export function isReachable(state: State): boolean {
  return state.is === "ready" || ("connected" in state && state.connected);
}

function isFree(state: State): boolean {
  return state.is === "ready";
}

function idle(state: State): State {
  return { is: isReachable(state) ? "ready" : "reconnecting" };
}

function reachable(state: State, connected: boolean): State {
  switch (state.is) {
    case "off":
    case "elsewhere":
    case "asking":
      return state;
    case "connecting":
    case "lost":
    case "reconnecting":
      return connected ? { is: "ready" } : state;
    case "ready":
      return connected ? state : { is: "reconnecting" };
    case "ringing":
    case "calling":
    case "talking":
      return { ...state, connected };
  }
}
