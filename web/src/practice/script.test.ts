import { expect, test } from "vitest";
import { KINDS, planOf, type Script, scriptOf, usual } from "./script";

test.each(KINDS)("%s is read back as it was chosen", (kind) => {
  expect(planOf(scriptOf(usual(kind)))).toEqual(usual(kind));
});

test("what was chosen is kept: seconds, keys, and when it hangs up", () => {
  const plan = { ...usual("answers"), after: 0.5, keys: "42#", hangsUp: 7 };
  expect(planOf(scriptOf(plan))).toEqual(plan);
});

test("a person who presses nothing is no voicemail", () => {
  const plan = { ...usual("answers"), keys: "" };
  expect(scriptOf(plan)).toMatchObject({ takes: "answers", after: 3 });
  expect(planOf(scriptOf(plan))?.kind).toBe("answers");
});

test.each<Script | null>([null, { takes: "refuses", status: 500, after: 0 }])(
  "what only a program says is left as it is",
  (script) => {
    expect(planOf(script)).toBeUndefined();
  },
);
