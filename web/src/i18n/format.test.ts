import { expect, test } from "vitest";
import { formatsOf } from "./format";

const NOW = Date.parse("2026-11-21T14:00:00Z");
const english = formatsOf("en");

test.each([
  [0, "0:00"],
  [12.9, "0:12"],
  [245, "4:05"],
  [3729, "1:02:09"],
  [-3, "0:00"],
])("%d seconds read as %s", (seconds, read) => {
  expect(english.clock(seconds)).toBe(read);
});

test.each([
  ["2026-11-21T13:59:40Z", "this minute"],
  ["2026-11-21T13:55:00Z", "5 minutes ago"],
  ["2026-11-21T11:10:00Z", "2 hours ago"],
  ["2026-11-20T13:00:00Z", "yesterday"],
  ["2026-11-01T13:00:00Z", "Nov 1, 2026"],
])("%s is %s", (at, read) => {
  expect(english.ago(at, NOW)).toBe(read);
});

test("other languages have their own words", () => {
  expect(formatsOf("de").ago("2026-11-20T13:00:00Z", NOW)).toBe("gestern");
});

test("a time is read by another place's clock, and money in its currency", () => {
  expect(english.moment("2026-11-27T14:00:00Z", "America/New_York")).toMatch(/Fri.*27.*9:00\sAM/);
  expect(english.money("0.0079", "USD")).toBe("$0.0079");
  expect(english.money("1.5", "USD")).toBe("$1.50");
});
