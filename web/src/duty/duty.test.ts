import { expect, test } from "vitest";
import { ends } from "./duty";

test("duty may turn in an hour, in four, or tomorrow morning", () => {
  const { hour, four, tomorrow } = ends(new Date(2026, 10, 30, 22, 15));
  expect([hour, four, tomorrow]).toEqual([
    new Date(2026, 10, 30, 23, 15),
    new Date(2026, 11, 1, 2, 15),
    new Date(2026, 11, 1, 8, 0),
  ]);
});
