import type { Schemas } from "../api/client";

export type Phone = Schemas["PhoneView"];
export type PhoneCall = Phone["calls"][number];
export type Heard = PhoneCall["heard"][number];

/** What a phone is doing: its newest call that lives, and how far that is. */
export type Doing =
  | { state: "idle"; last: PhoneCall | undefined }
  | { state: "ringing" | "calling" | "talking"; call: PhoneCall; since: string };

/** What to show on its screen. A call that was dialled, but did not reach the phone yet, is not seen there. */
export function doingOf(phone: Phone): Doing {
  const live = phone.calls.filter((call) => call.ended_at === null);
  const talking = live.findLast((call) => call.answered_at !== null);
  if (talking?.answered_at) return { state: "talking", call: talking, since: talking.answered_at };
  const calling = live.findLast((call) => call.made);
  if (calling) return { state: "calling", call: calling, since: calling.asked_at };
  const ringing = live.findLast((call) => call.rang_at !== null);
  if (ringing?.rang_at) return { state: "ringing", call: ringing, since: ringing.rang_at };
  return { state: "idle", last: phone.calls.findLast((call) => call.ended_at !== null) };
}
