import type { Schemas } from "../api/client";

type Leg = Schemas["LegView"];

/** A piece of a leg's bar; places are parts of the whole call, from 0 to 1. */
export type Piece = { kind: "rang" | "waited" | "talked"; from: number; to: number; seconds: number };

/** How long a leg rang, waited and talked, as pieces of a bar as long as the call. Times are ISO 8601. */
export function piecesOf(leg: Leg, began: string, ended: string): Piece[] {
  const start = Date.parse(began);
  const whole = Math.max(1, Date.parse(ended) - start);
  const over = leg.ended_at ?? ended;
  const marks = [
    ["rang", leg.started_at, leg.answered_at ?? over],
    ["waited", leg.answered_at, leg.bridged_at ?? over],
    ["talked", leg.bridged_at, over],
  ] as const;
  return marks.flatMap(([kind, from, to]) => {
    if (from === null || Date.parse(to) <= Date.parse(from)) return [];
    const part = (at: string) => Math.min(1, Math.max(0, (Date.parse(at) - start) / whole));
    return [{ kind, from: part(from), to: part(to), seconds: (Date.parse(to) - Date.parse(from)) / 1000 }];
  });
}
