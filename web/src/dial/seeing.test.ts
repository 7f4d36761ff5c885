import { expect, test } from "vitest";
import { type CallerIds, keptOf, seenOf, type Wanted, wantedOf } from "./seeing";

const MAY: CallerIds = {
  line: "+12025550100",
  own: "+12025550111",
  member_sees_refused: "",
  contact_sees_refused: "",
};
const BOTH: Wanted = { theirs: true, mine: true };

test("what was chosen is remembered, and nothing is shown unless it was", () => {
  const all = [BOTH, { theirs: true, mine: false }, { theirs: false, mine: true }];
  for (const wanted of all) expect(wantedOf(keptOf(wanted))).toEqual(wanted);
  expect(wantedOf("")).toEqual({ theirs: false, mine: false });
  expect(seenOf(wantedOf(""), MAY)).toEqual({});
});

test("only what may be shown is asked for, and nothing while that is not known", () => {
  expect(seenOf(BOTH, MAY)).toEqual({ member_sees: "contact", contact_sees: "member" });
  expect(seenOf(BOTH, { ...MAY, contact_sees_refused: "No." })).toEqual({ member_sees: "contact" });
  expect(seenOf(BOTH, { ...MAY, member_sees_refused: "No." })).toEqual({ contact_sees: "member" });
  expect(seenOf(BOTH, undefined)).toEqual({});
});
