import { expect, test } from "vitest";
import { nextEnd } from "./nextEnd";

const at = (...untils: (string | null)[]) => [{ agents: untils.map((until) => ({ until })) }];
const NOW = Date.parse("2026-11-26T12:00:00Z");

test("the board is asked for again when the first duty turns", () => {
  expect(nextEnd(at(null, "2026-11-26T12:10:00Z", "2026-11-26T12:05:00Z"), NOW)).toBe(301_000);
  expect(nextEnd(at("2026-11-26T11:59:00Z"), NOW)).toBe(1000);
  expect([nextEnd(at(null), NOW), nextEnd([], NOW), nextEnd(at("2026-12-20T12:00:00Z"), NOW)]).toEqual([
    null,
    null,
    null,
  ]);
});
