import type { Schemas } from "../api/client";

export type Conversation = Schemas["ConversationView"];
export type CallEntry = Schemas["CallEntryView"];
export type NoteEntry = Schemas["NoteEntryView"];
export type MessageEntry = Schemas["MessageView"];
export type Entry = CallEntry | MessageEntry | NoteEntry;

/** What is shown of conversations after some of them came anew: the latest first, and each of them once. */
export function merged(
  old: readonly Conversation[],
  fresh: readonly Conversation[],
): readonly Conversation[] {
  const ids = new Set(fresh.map(({ id }) => id));
  const all = [...fresh, ...old.filter(({ id }) => !ids.has(id))];
  return all.sort((one, other) => other.latest_at.localeCompare(one.latest_at));
}

/** Entries by the day on which they happened, in this device's time zone; the earliest first. */
export function byDay(entries: readonly Entry[]): { day: string; entries: readonly Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of [...entries].reverse()) {
    const day = new Date(entry.at).toDateString();
    const last = days[days.length - 1];
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** Whether nobody took a call that came in. */
export function isMissed(call: CallEntry): boolean {
  return call.direction === "inbound" && call.disposition !== null && call.disposition !== "answered";
}
