import { expect, test } from "vitest";
import cases from "../../../tests/messages/segments.json";
import { counted, dearCharacters } from "./segments";

test.each(cases)(
  "“$text” is counted as the server counts it",
  ({ text, encoding, units, segments, left }) => {
    expect(counted(text)).toEqual({ encoding, units, segments, left });
  },
);

test("what makes a text dear is named", () => {
  expect(dearCharacters("It’s “fine” – it’s")).toEqual(["’", "“", "”", "–"]);
});
