import { expect, test } from "vitest";
import { dialled } from "./dialled";

test.each([
  ["+1 (202) 555-0122", "+12025550122"],
  ["0202/555–01.22", "02025550122"],
  ["201", "201"],
  ["*97", "*97"],
  ["", null],
  ["9", null],
  ["Dana", null],
  ["+12", null],
  ["sip:9@host", null],
  ["201#", null],
])("%s", (typed, found) => {
  expect(dialled(typed)).toBe(found);
});
