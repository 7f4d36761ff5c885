import { expect, test } from "vitest";
import { instantOf, presets, wallClock } from "./schedule";

const NEW_YORK = "America/New_York";

test("a clock's time in a zone is one moment, and the other way round", () => {
  const at = new Date("2026-11-26T14:30:00Z");
  expect(wallClock(at, NEW_YORK)).toBe("2026-11-26T09:30");
  expect(instantOf("2026-11-26T09:30", NEW_YORK)).toEqual(at);
  expect(instantOf("2026-07-01T00:00", "Asia/Kathmandu")?.toISOString()).toBe("2026-06-30T18:15:00.000Z");
});

test("an hour that is there twice is the first, and one that is not there is moved on", () => {
  expect(instantOf("2026-11-01T01:30", NEW_YORK)?.toISOString()).toBe("2026-11-01T05:30:00.000Z");
  expect(instantOf("2026-03-08T02:30", NEW_YORK)?.toISOString()).toBe("2026-03-08T07:30:00.000Z");
});

test.each(["", "tomorrow", "2026-13-40T99:99", "2026-11-26"])("“%s” is no time", (text) => {
  expect(instantOf(text, NEW_YORK)).toBeNull();
});

test("what is offered is to come, and each time once", () => {
  const at = (iso: string) =>
    presets(new Date(iso), NEW_YORK).map(([name, when]) => [name, when.toISOString()]);
  expect(at("2026-11-26T15:02:00Z")).toEqual([
    ["hour", "2026-11-26T16:05:00.000Z"],
    ["tonight", "2026-11-26T23:00:00.000Z"],
    ["tomorrow", "2026-11-27T14:00:00.000Z"],
    ["afternoon", "2026-11-27T19:00:00.000Z"],
    ["monday", "2026-11-30T14:00:00.000Z"],
  ]);
  // On a Sunday evening tomorrow is Monday, and tonight is over.
  expect(at("2026-11-30T01:00:00Z").map(([name]) => name)).toEqual(["hour", "tomorrow", "afternoon"]);
});
