import type { Schemas } from "../api/client";

type Limits = Schemas["LimitsView"];
export type NumberKind = Limits["refused_kinds"][number];

export const KINDS: readonly NumberKind[] = [
  "premium",
  "shared_cost",
  "satellite",
  "personal",
  "pager",
  "company",
  "unknown",
  "toll_free",
  "voip",
  "voicemail",
  "mobile",
  "fixed",
  "fixed_or_mobile",
];

export const WORKSPACE_CAPS = ["calls_at_once", "calls_a_day", "minutes_a_day", "longest_minutes"] as const;
export const MEMBER_CAPS = ["member_calls_at_once", "member_calls_a_day", "member_minutes_a_day"] as const;

type Cap = (typeof WORKSPACE_CAPS | typeof MEMBER_CAPS)[number];

/** Limits as they are being written: numbers are text until they are saved; empty is the default. */
export type Draft = { countries: readonly string[]; refused_kinds: readonly NumberKind[] } & Record<
  Cap,
  string
>;

export function draftOf(limits: Limits): Draft {
  const { workspace, member } = limits;
  return {
    countries: limits.countries,
    refused_kinds: limits.refused_kinds,
    calls_at_once: String(workspace.calls_at_once),
    calls_a_day: String(workspace.calls_a_day),
    minutes_a_day: String(workspace.minutes_a_day),
    longest_minutes: String(limits.longest_minutes),
    member_calls_at_once: String(member.calls_at_once),
    member_calls_a_day: String(member.calls_a_day),
    member_minutes_a_day: String(member.minutes_a_day),
  };
}

/** What is sent of a draft: what differs from what holds. Text that is no number goes as it is, for the API to refuse. */
export function changeOf(draft: Draft, limits: Limits): Schemas["ChangeLimitsBody"] {
  const before = draftOf(limits);
  const differing = Object.entries(draft).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Draft]),
  );
  return Object.fromEntries(
    differing.map(([name, value]) => [name, Array.isArray(value) ? value : sent(value)]),
  );
}

function sent(value: unknown): unknown {
  const text = String(value).trim();
  if (text === "") return null;
  return /^\d+$/.test(text) ? Number(text) : text;
}
