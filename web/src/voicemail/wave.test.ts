import { expect, test } from "vitest";
import { loudness } from "./wave";

test("the loudest part is the whole height, the others in proportion", () => {
  expect(loudness(Float32Array.of(0, 0, 0.5, -0.5, 0.25, -0.25), 3)).toEqual([0, 1, 0.5]);
});

test("silence is flat, and a sound shorter than its bars is no fault", () => {
  expect(loudness(new Float32Array(8), 4)).toEqual([0, 0, 0, 0]);
  expect(loudness(Float32Array.of(1), 3)).toEqual([1, 0, 0]);
});
