/** The phone: signed in for as long as Chrome runs, in a document that nobody sees. It may use no more of Chrome than messages. */

import { type Caller, callerOf, recordOf, shownBy } from "../../src/phone/callerOf";
import { carriesCalls, microphoneAllowed, openMicrophone } from "../../src/phone/devices";
import { openLine } from "../../src/phone/jssip";
import { Phone } from "../../src/phone/phone";
import { credentialsOf } from "../../src/phone/server";
import { Earpiece, ring, ringback, type Sounding } from "../../src/phone/sound";
import { onCall, type State } from "../../src/phone/state";
import type { Tabs } from "../../src/phone/tabs";
import { type Connection, onMessage, type Standing, tell } from "./messages";
import { serverAt } from "./server";

/** There is one such document, and it is the phone. */
const ALONE: Tabs = { own: async () => {}, tell: () => {} };

async function start(): Promise<void> {
  const there = (await tell({ to: "background", do: "connection?" })) as Connection | null | undefined;
  if (!there) return;
  const server = serverAt(there.origin, there.key);
  const earpiece = new Earpiece();
  const phone = new Phone({
    tabs: ALONE,
    openLine,
    ask: credentialsOf(there.member.id, server),
    able: carriesCalls(),
    allowed: microphoneAllowed,
    microphone: openMicrophone,
    hear: (voice) => void earpiece.hear(voice),
  });
  let caller: Caller = shownBy(null);
  let known = "";
  const standing = (): Standing => ({ state: phone.state, caller });
  const sounds = tones();

  phone.subscribe(() => {
    const call = onCall(phone.state);
    sounds(phone.state);
    if ((call?.id ?? "") !== known) {
      known = call?.id ?? "";
      caller = shownBy(call);
      if (call?.record) {
        void recordOf(call.record, server.client).then((record) => {
          if (known !== call.id || record === null) return;
          caller = callerOf(record);
          void tell({ to: "all", standing: standing() });
        });
      }
    }
    void tell({ to: "all", standing: standing() });
  });
  onMessage((message) => {
    if (message.to !== "phone") return undefined;
    switch (message.do) {
      case "tell":
        return Promise.resolve(standing());
      case "accept":
        return phone.accept();
      case "end":
        return Promise.resolve(phone.end());
      case "mute":
        return Promise.resolve(phone.mute(message.muted));
      case "press":
        return Promise.resolve(phone.press(message.key));
    }
  });
  window.addEventListener("online", () => phone.hurry());
  await phone.switchOn();
}

/** Rings, and lets ringback be heard, as the phone stands. */
function tones(): (state: State) => void {
  let is: State["is"] | null = null;
  let tone: Sounding | null = null;
  return (state) => {
    if (state.is === is) return;
    is = state.is;
    tone?.stop();
    tone = is === "ringing" ? ring() : is === "calling" ? ringback() : null;
  };
}

void start();
