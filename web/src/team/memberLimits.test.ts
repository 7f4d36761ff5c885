import { expect, test } from "vitest";
import type { Schemas } from "../api/client";
import { changeOf, draftOf } from "./memberLimits";

const LIMITS: Schemas["MemberLimitsView"] = {
  member: "member_1",
  caps: { calls_at_once: 2, calls_a_day: 40, minutes_a_day: 300 },
  longest_minutes: 120,
  own: ["calls_a_day"],
  used: { calls: 0, calls_now: 0, talk_minutes: 0 },
};

test("a member's own limits are shown, and only what differs is sent", () => {
  const draft = draftOf(LIMITS);
  expect(draft).toEqual({ calls_at_once: "", calls_a_day: "40", minutes_a_day: "", longest_minutes: "" });
  expect(changeOf(draft, LIMITS)).toEqual({});
  expect(
    changeOf({ ...draft, calls_a_day: " ", minutes_a_day: "many", longest_minutes: "30" }, LIMITS),
  ).toEqual({
    calls_a_day: null,
    minutes_a_day: "many",
    longest_minutes: 30,
  });
});
