import { expect, test } from "vitest";
import type { Schemas } from "../api/client";
import { changeOf, draftOf } from "./limits";

const LIMITS: Schemas["LimitsView"] = {
  countries: ["CA", "US"],
  refused_kinds: ["premium"],
  workspace: { calls_at_once: 10, calls_a_day: 500, minutes_a_day: 2000 },
  member: { calls_at_once: 2, calls_a_day: 100, minutes_a_day: 300 },
  longest_minutes: 120,
  used: { calls: 0, calls_now: 0, talk_minutes: 0 },
};

test("only what differs is sent: null for what was emptied, and what is no number as it was typed", () => {
  const draft = draftOf(LIMITS);
  expect(changeOf(draft, LIMITS)).toEqual({});
  const changed = { ...draft, countries: ["CA", "MX", "US"], calls_a_day: "", longest_minutes: " 60 " };
  expect(changeOf({ ...changed, minutes_a_day: "many" }, LIMITS)).toEqual({
    countries: ["CA", "MX", "US"],
    calls_a_day: null,
    longest_minutes: 60,
    minutes_a_day: "many",
  });
});
