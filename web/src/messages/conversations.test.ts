import { expect, test } from "vitest";
import { byDay, type Conversation, type Entry, merged } from "./conversations";

const talk = (id: string, latest_at: string) => ({ id, latest_at }) as Conversation;

test("a conversation that came anew moves up and is there once", () => {
  const old = [talk("b", "2026-11-21T14:00:00Z"), talk("a", "2026-11-20T14:00:00Z")];
  const fresh = [talk("a", "2026-11-22T14:00:00Z"), talk("c", "2026-11-19T14:00:00Z")];
  expect(merged(old, fresh).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("entries are read from the earliest day to the latest", () => {
  const entry = (id: string, at: string) => ({ id, at }) as Entry;
  const days = byDay([
    entry("3", "2026-11-22T12:00:00Z"),
    entry("2", "2026-11-21T13:00:00Z"),
    entry("1", "2026-11-21T12:00:00Z"),
  ]);
  expect(days.map(({ entries }) => entries.map(({ id }) => id))).toEqual([["1", "2"], ["3"]]);
});
