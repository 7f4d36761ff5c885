import type { Schemas } from "../api/client";
import { type Call, fromRecord, told } from "../calls/call";
import type { CallNews } from "../live/stream";

type View = Schemas["CallView"];

/** A call that is up, as a bystander sees it. */
export type BoardCall = Call & {
  /** Who of us it is with; null while nobody has taken it. */
  member: { id: string | null; name: string } | null;
  placedAt: string;
};

export function boardCallOf(view: View): BoardCall {
  const { member } = view;
  return {
    ...fromRecord(view),
    member: member && { id: member.id, name: member.name },
    placedAt: view.placed_at,
  };
}

/** What news of a call make of the board, and whether its record should be asked for: it may be another's by now. */
export function hear(
  calls: readonly BoardCall[],
  news: CallNews,
): { calls: readonly BoardCall[]; ask: boolean } {
  const place = calls.findIndex((call) => call.id === news.call);
  const call = calls[place];
  if (news.state === "ended") return { calls: calls.filter(({ id }) => id !== news.call), ask: false };
  if (call === undefined) return { calls, ask: true };
  return { calls: calls.with(place, { ...call, ...told(call, news) }), ask: call.state !== news.state };
}

/** Puts a call that was asked for in its place, unless it is over. */
export function withRecord(calls: readonly BoardCall[], view: View): readonly BoardCall[] {
  const others = calls.filter((call) => call.id !== view.id);
  if (view.ended_at !== null) return others;
  return [...others, boardCallOf(view)].sort((one, other) => one.placedAt.localeCompare(other.placedAt));
}
