import { expect, test } from "vitest";
import { shrunk, within } from "./shrink";

test("a picture keeps its proportions and never grows", () => {
  expect(within(4000, 3000, 2048)).toEqual({ width: 2048, height: 1536 });
  expect(within(10_000, 2, 2048)).toEqual({ width: 2048, height: 1 });
  expect(within(300, 200, 2048)).toEqual({ width: 300, height: 200 });
});

test("one that moves stays as it is", async () => {
  const file = new File(["GIF89a"], "a.gif", { type: "image/gif" });
  expect(await shrunk(file)).toBe(file);
});

test.each(["application/pdf", "image/svg+xml", ""])("a file of the kind “%s” is refused", async (type) => {
  await expect(shrunk(new File(["x"], "x", { type }))).rejects.toMatchObject({ why: "no-picture" });
});
