import { onCall, type State } from "../phone/state";
import type { Call } from "./call";

/** Whether one's own phone in a call is a softphone, which is answered without pressing a key. */
export function atSoftphone(call: Call): boolean {
  return call.own.startsWith("softphone_");
}

/**
 * Which of one's own calls, the latest first, the phone in this browser carries.
 *
 * A call that rings here says which it is. Of one that was dialled here the server tells by the live stream only: it is
 * the latest that a softphone of one's own has placed.
 */
export function carriedBy(state: State, calls: readonly Call[]): Call | undefined {
  const sip = onCall(state);
  if (sip === null) return undefined;
  if (sip.record) return calls.find((call) => call.id === sip.record);
  if (sip.direction === "incoming") return undefined;
  return calls.find((call) => call.over === null && call.direction !== "inbound" && atSoftphone(call));
}
