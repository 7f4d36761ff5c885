import type { CallState, Cause, Disposition, LegState } from "../../calls/call";
import type { LegNews } from "../../live/stream";

const states: Record<CallState, (who: string) => string> = {
  ringing_member: () => "Your phone is being rung. Pick up and press any key.",
  announcing: (who) => `Press any key on your phone to call ${who}.`,
  ringing_contact: (who) => `Calling ${who} …`,
  voicemail: () => "Leaving a voicemail",
  talking: () => "Connected",
  on_hold: (who) => `${who} is on hold and hears music.`,
  transferring: (who) => `${who} is being handed on.`,
  ending: () => "Ending …",
  ended: () => "Over",
};

const legStates: Record<LegState, string> = {
  dialling: "calling",
  ringing: "ringing",
  answered: "answered",
  bridged: "connected",
  on_hold: "on hold",
  ended: "ended",
};

const causes: Record<Cause, string> = {
  normal: "hung up",
  busy: "busy",
  rejected: "declined",
  no_answer: "no answer",
  unreachable: "out of reach",
  not_in_service: "not in service",
  cancelled: "called off",
  answered_elsewhere: "taken elsewhere",
  time_up: "time was up",
  media_lost: "sound was lost",
  trunk_down: "carrier is away",
  trunk_timeout: "carrier did not answer",
  trunk_error: "carrier failed",
  switch_lost: "switch was lost",
  unknown: "ended",
};

const outcomes: Record<Disposition, (who: string) => string> = {
  answered: () => "The call is over",
  no_answer: (who) => `${who} did not answer`,
  busy: (who) => `${who} is busy`,
  rejected: (who) => `${who} declined the call`,
  unreachable: (who) => `${who}’s phone is out of reach`,
  not_in_service: () => "This number is not in service",
  member_unreached: () => "Your phone was not answered",
  no_key: () => "No key was pressed: your voicemail may have taken the call",
  voicemail: () => "A voicemail was left",
  mailbox: () => "Listened to voicemail",
  abandoned: () => "Hung up before it was answered",
  blocked: () => "This caller is blocked",
  looped: () => "The call came back to ourselves",
  cancelled: () => "The call was called off",
  refused: () => "A limit did not allow the call",
  failed: () => "The call failed",
};

const roles: Record<LegNews["role"], string> = {
  member: "Your phone",
  contact: "Contact",
  forward: "Forwarding",
  colleague: "Colleague",
};

export const calls = {
  pickUp: "Your phone is being rung. Pick up, and they are called.",
  bar: "Your calls",
  hangUp: "Hang up",
  states,
  legStates,
  causes,
  outcomes,
  roles,
  over: (outcome: Disposition | null, who: string) => (outcome ? outcomes[outcome](who) : "The call is over"),
};
