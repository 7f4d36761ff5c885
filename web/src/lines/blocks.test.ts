import { expect, test } from "vitest";
import { bodyOf } from "./blocks";

test.each([
  [
    { kind: "number", number: " +12025550122 ", note: " Sells " },
    { number: "+12025550122", note: "Sells" },
  ],
  [
    { kind: "prefix", number: "+4470*", note: "" },
    { prefix: "+4470", note: "" },
  ],
  [
    { kind: "withheld", number: "+12025550122", note: "" },
    { withheld: true, note: "" },
  ],
] as const)("%o is sent as %o", (draft, body) => {
  expect(bodyOf(draft, "line_1")).toEqual({ withheld: false, line: "line_1", ...body });
});
