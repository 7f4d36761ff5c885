import metadata from "libphonenumber-js/min/metadata";
import { beforeEach, expect, test, vi } from "vitest";
import { looksLikeNumber, plainNumber, written } from "./format";
import { rulesOf } from "./rules";

const CODES: Record<string, string> = { "1": "US", "44": "GB", "49": "DE" };

beforeEach(async () => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const code = /(\d+)\.json/.exec(String(input))?.[1] ?? "";
    const country = CODES[code] ?? "";
    const countries: Record<string, unknown> = metadata.countries;
    const known = { version: metadata.version, country_calling_codes: { [code]: [country] } };
    return Response.json({ ...known, countries: { [country]: countries[country] }, nonGeographic: {} });
  });
  await vi.waitFor(() => Object.keys(CODES).map((code) => expect(rulesOf(code)).toBeDefined()));
});

test.each([
  ["2025550", "US", "(202) 555-0"],
  ["2025550122", "US", "(202) 555-0122"],
  ["2025550122", "CA", "(202) 555-0122"],
  ["+12025550122", "DE", "+1 202 555 0122"],
  ["+442079460018", "US", "+44 20 7946 0018"],
  ["030123456", "DE", "030 123456"],
  ["*72#", "US", "*72#"],
])("%s typed in %s is written %s", (typed, country, as) => {
  expect(written(typed, country)).toBe(as);
});

test.each([
  ["tel:+1-202-555-0122", "+12025550122"],
  ["(202) 555 0122", "2025550122"],
  ["00 44 20+7946", "0044207946"],
])("%s is dialled as %s", (pasted, dialled) => {
  expect(plainNumber(pasted)).toBe(dialled);
});

test("a name is told from a number", () => {
  expect(["Dana", "555 0122", "tel:+1", "2nd street"].map(looksLikeNumber)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
