import { expect, test } from "vitest";
import type { Schemas } from "../api/client";
import { boardCallOf, hear, withRecord } from "./board";

const VIEW = {
  id: "call_1",
  state: "ringing_contact",
  direction: "outbound",
  disposition: null,
  member: { id: "member_1", name: "Ann", number: "+12025550111" },
  contact: { id: "contact_1", name: "Dana", number: "+12025550122" },
  line: { id: "line_1", number: "+12025550100" },
  placed_at: "2026-11-21T14:00:00Z",
  bridged_at: null,
  ended_at: null,
  talk_seconds: 0,
  legs: [],
} as unknown as Schemas["CallView"];
const news = (call: string, state: string) => ({ call, state, at: 1_795_269_611_000_000, legs: [] });

test("a call that is not known is asked for, and stands in the order of the calls' beginnings", () => {
  const later = { ...VIEW, id: "call_2", placed_at: "2026-11-21T14:00:05Z" };
  expect(hear([], news("call_1", "ringing_member"))).toEqual({ calls: [], ask: true });
  const board = withRecord(withRecord([], later), VIEW);
  expect(board.map(({ id }) => id)).toEqual(["call_1", "call_2"]);
  expect(withRecord(board, { ...later, ended_at: "2026-11-21T14:01:00Z" }).length).toBe(1);
});

test("news change a call at once, and its record is asked for where another may have it now", () => {
  const board = [boardCallOf(VIEW)];
  const same = hear(board, news("call_1", "ringing_contact"));
  expect([same.ask, same.calls[0]?.member?.name]).toEqual([false, "Ann"]);
  const talking = hear(board, news("call_1", "talking"));
  expect([talking.ask, talking.calls[0]?.state]).toEqual([true, "talking"]);
  expect(hear(board, news("call_1", "ended"))).toEqual({ calls: [], ask: false });
});
