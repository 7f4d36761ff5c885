import type { Schemas } from "../api/client";

type Limits = Schemas["MemberLimitsView"];

export const NAMES = ["calls_at_once", "calls_a_day", "minutes_a_day", "longest_minutes"] as const;

export type Cap = (typeof NAMES)[number];

/** A member's own limits as they are being written; empty where what holds for everybody holds. */
export type Draft = Record<Cap, string>;

export function draftOf(limits: Limits): Draft {
  const holds: Record<Cap, number> = { ...limits.caps, longest_minutes: limits.longest_minutes };
  const own = (name: Cap) => (limits.own.includes(name) ? String(holds[name]) : "");
  return Object.fromEntries(NAMES.map((name) => [name, own(name)])) as Draft;
}

/** What is sent of a draft: what differs. Text that is no number goes as it is, for the API to refuse. */
export function changeOf(draft: Draft, limits: Limits): Schemas["ChangeMemberLimitsBody"] {
  const before = draftOf(limits);
  const differing = NAMES.filter((name) => draft[name].trim() !== before[name]);
  return Object.fromEntries(differing.map((name) => [name, sent(draft[name].trim())]));
}

function sent(text: string): unknown {
  if (text === "") return null;
  return /^\d+$/.test(text) ? Number(text) : text;
}
