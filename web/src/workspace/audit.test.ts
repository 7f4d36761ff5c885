import { expect, test } from "vitest";
import { addressOf, differences, filtersOf } from "./audit";

test("what is looked for stands in the address and is read back from it", () => {
  const filters = { member: "member_1", from: "2026-11-21" };
  const address = addressOf(filters);
  expect(address).toBe("/workspace/audit?member=member_1&from=2026-11-21");
  expect(filtersOf(new URL(address, "http://localhost").searchParams)).toEqual(filters);
});

test("what changed is told as it was and as it is; of what is new only what says something", () => {
  expect(
    differences({ time_zone: "UTC", agents: [] }, { time_zone: "Europe/Paris", agents: ["a", "b"] }),
  ).toEqual([
    { name: "time zone", before: "UTC", after: "Europe/Paris" },
    { name: "agents", before: "", after: "a, b" },
  ]);
  const caps = { calls_at_once: 10, calls_a_day: 500 };
  expect(differences({ workspace: caps }, { workspace: { ...caps, calls_a_day: 450 } })).toEqual([
    { name: "workspace, calls a day", before: "500", after: "450" },
  ]);
  expect(differences(null, { name: "Sales", note: null, on: false, hours: [{ day: "monday" }] })).toEqual([
    { name: "name", after: "Sales" },
    { name: "on", after: "false" },
    { name: "hours", after: "day monday" },
  ]);
  expect(differences(null, null)).toEqual([]);
});
