import { expect, test } from "vitest";
import { addressOf, exportOf, filtersOf, queryOf } from "./filters";

test("filters stand in the address and come back from it", () => {
  const filters = { line: "line_1", disposition: "busy", from: "2026-11-21" } as const;
  const address = addressOf(filters);
  expect(address).toBe("/history?line=line_1&disposition=busy&from=2026-11-21");
  expect(filtersOf(new URLSearchParams(address.split("?")[1]))).toEqual(filters);
  expect(addressOf({ line: "" })).toBe("/history");
});

test("days are whole ones of this device's time zone, the last included", () => {
  const { since, until } = queryOf({ from: "2026-11-21", to: "2026-11-21" });
  expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(86_400_000);
  expect(new Date(since ?? "").getHours()).toBe(0);
});

test("what is no day filters nothing", () => {
  expect(queryOf({ from: "yesterday", direction: "inbound" })).toEqual({ direction: "inbound" });
});

test("the download has the same filters", () => {
  expect(exportOf({ direction: "inbound" })).toBe("/api/v1/calls/export?direction=inbound");
});
