import { expect, test } from "vitest";
import { bodyOf, changeOf, draftOf, EMPTY, withField } from "./draft";

const DANA = {
  id: "contact_1",
  name: "Dana",
  numbers: ["+12025550122"],
  fields: { plan: "gold", seats: 12, paid: true },
  notes: "Kind",
  created_at: "2026-11-21T14:00:00Z",
};

test("what was not changed is sent as it was, with its kinds", () => {
  expect(bodyOf(draftOf(DANA), DANA.fields)).toEqual({
    name: "Dana",
    numbers: ["+12025550122"],
    fields: { plan: "gold", seats: 12, paid: true },
    notes: "Kind",
  });
});

test("rows that were left empty are not sent", () => {
  const added = [
    ["", "lost"],
    ["plan", " "],
  ] as const;
  const draft = { ...EMPTY, name: " Omar ", numbers: ["", " 2025550133 "], added };
  expect(bodyOf(draft)).toEqual({ name: "Omar", numbers: ["2025550133"], fields: {}, notes: "" });
});

test("a field that is emptied is sent as null, and a new one is text", () => {
  const draft = {
    ...draftOf(DANA),
    fields: withField(
      withField(withField(draftOf(DANA).fields, "seats", "a dozen"), "plan", ""),
      "city",
      "Bern",
    ),
    added: [["floor", "3"]] as const,
  };
  expect(changeOf(draft, DANA).fields).toEqual({
    seats: "a dozen",
    paid: true,
    city: "Bern",
    floor: "3",
    plan: null,
  });
});
