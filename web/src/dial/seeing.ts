import type { Schemas } from "../api/client";

export type CallerIds = Schemas["CallerIdsView"];

/** Whose number each side of a call sees: without either, the line's. */
export type Seen = Pick<Schemas["PlaceCallBody"], "member_sees" | "contact_sees">;

export const MASKED: Seen = {};

/** What was chosen last, as this device keeps it. */
export type Wanted = { theirs: boolean; mine: boolean };

export function wantedOf(kept: string): Wanted {
  return { theirs: kept.includes("theirs"), mine: kept.includes("mine") };
}

export function keptOf({ theirs, mine }: Wanted): string {
  return [theirs && "theirs", mine && "mine"].filter(Boolean).join(" ");
}

/** What a call is asked to show: of what is wanted, what may be shown; nothing before that is known. */
export function seenOf({ theirs, mine }: Wanted, may: CallerIds | undefined): Seen {
  return {
    ...(theirs && may?.member_sees_refused === "" && { member_sees: "contact" as const }),
    ...(mine && may?.contact_sees_refused === "" && { contact_sees: "member" as const }),
  };
}
