import { expect, test } from "vitest";
import { Problem } from "../api/problem";
import { amountOf, millionths } from "./fees";

test("amounts are typed with a point or a comma, and shown with two decimals at least", () => {
  expect(["1.15", "1,15", " 2 ", "0.000001"].map((typed) => millionths(typed, "no"))).toEqual([
    1_150_000, 1_150_000, 2_000_000, 1,
  ]);
  expect([1_150_000, 2_000_000, 1, 0].map(amountOf)).toEqual(["1.15", "2.00", "0.000001", "0.00"]);
});

test.each(["a lot", "-1", "1.2.3", "1234567", "0.0000001"])(
  "%s is no amount, and said so beside the field",
  (typed) => {
    try {
      millionths(typed, "No amount.");
    } catch (problem) {
      expect(problem).toBeInstanceOf(Problem);
      expect((problem as Problem).about("price")).toBe("No amount.");
      return;
    }
    expect.unreachable();
  },
);
