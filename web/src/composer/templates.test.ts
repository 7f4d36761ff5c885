import { expect, test } from "vitest";
import { filled, inserted } from "./templates";

const known = { name: "Dana Ruiz", line: "Sales", member: "Ann" };

test("its places are filled with whom it is for, over which line and by whom", () => {
  const { text, missing } = filled("Hi {first_name}, {member} of {line} here. Is {name} right?", known);
  expect(text).toBe("Hi Dana, Ann of Sales here. Is Dana Ruiz right?");
  expect(missing).toEqual([]);
});

test("what is not known stays to be seen, and is told", () => {
  const nobody = filled("Hi {first_name}, order {order} is here.", { ...known, name: "" });
  expect(nobody.text).toBe("Hi {first_name}, order {order} is here.");
  expect(nobody.missing).toEqual(["{first_name}", "{order}"]);
});

test("it goes where the cursor is", () => {
  expect(inserted("Hello", "world", 5, 5)).toEqual({ text: "Hello world", at: 11 });
  expect(inserted("ab", "X", 1, 1)).toEqual({ text: "a X b", at: 3 });
  expect(inserted("", "X", 0, 0)).toEqual({ text: "X", at: 1 });
});
