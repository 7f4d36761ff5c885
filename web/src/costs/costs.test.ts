import { expect, test } from "vitest";
import { formatsOf } from "../i18n/format";
import { amounts, costsAt, monthsBefore, type Sums, shares } from "./costs";

const none = {
  count: 1,
  estimate: 0,
  price: 0,
  difference: 0,
  waiting: 0,
  given_up: 0,
  unrated: 0,
  total: 0,
};
const usd: Sums = { ...none, currency: "USD", total: 34_000 };
const eur: Sums = { ...none, currency: "EUR", total: 2_500_000 };
const unrated: Sums = { ...none, currency: null, unrated: 1 };

test("months go back over the year's end", () => {
  expect(monthsBefore(Date.UTC(2026, 1, 15), 3)).toEqual(["2026-02", "2026-01", "2025-12"]);
});

test("currencies stand beside each other, and what has no rate is no zero", () => {
  expect(amounts([usd, eur, unrated], "total", formatsOf("en"))).toEqual(["$0.034", "€2.50"]);
});

test("shares are of one currency", () => {
  expect(shares([{ sums: [usd] }, { sums: [eur] }, { sums: [{ ...usd, total: 17_000 }] }], "USD")).toEqual([
    1, 0, 0.5,
  ]);
});

test("an address keeps what is none apart from what matters not", () => {
  expect(costsAt("/charges", { month: "2026-11", line: "", member: undefined })).toBe(
    "/costs/charges?month=2026-11&line=",
  );
});
