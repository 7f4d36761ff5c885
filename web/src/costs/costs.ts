import type { Schemas } from "../api/client";
import type { Format } from "../i18n/format";

export type Sums = Schemas["SumsView"];
export type By = Schemas["By"];

export const BYS: readonly By[] = ["line", "member", "direction", "kind", "day"];
const OFFERED_MONTHS = 24;

/** The months that can be looked at, this one first: “2026-11”. */
export function monthsBefore(now: number, count = OFFERED_MONTHS): string[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(Date.UTC(today.getFullYear(), today.getMonth() - back, 1));
    return month.toISOString().slice(0, 7);
  });
}

/** An address of the costs with what is looked at. */
export function costsAt(path: string, wanted: Record<string, string | null | undefined>): string {
  const given = Object.entries(wanted).filter((each): each is [string, string] => each[1] != null);
  const query = new URLSearchParams(given);
  return `/costs${path}${query.size ? `?${query}` : ""}`;
}

/** One amount for each currency: they are never added up. */
export function amounts(sums: readonly Sums[], of: "total" | "estimate" | "price", format: Format): string[] {
  return sums.flatMap((each) => (each.currency ? [format.cost(each[of], each.currency)] : []));
}

/** The share of each group in the largest, by the currency of which there is most in the month. */
export function shares(groups: readonly { sums: readonly Sums[] }[], currency: string | null): number[] {
  const of = (sums: readonly Sums[]) => sums.find((each) => each.currency === currency)?.total ?? 0;
  const largest = Math.max(1, ...groups.map((group) => of(group.sums)));
  return groups.map((group) => of(group.sums) / largest);
}

export const counted = (sums: readonly Sums[], of: "count" | "waiting" | "given_up" | "unrated") =>
  sums.reduce((sum, each) => sum + each[of], 0);
