import { expect, test } from "vitest";
import { pieces } from "./links";

const links = (text: string) =>
  pieces(text)
    .filter(({ href }) => href)
    .map(({ text: shown, href }) => [shown, href]);

test("web addresses, mail addresses and whole numbers become links, and nothing of the text is lost", () => {
  const text = "See https://a.example/b?c=1, www.b.example or mail ann@c.example; else +1 202 555 0100.";
  expect(links(text)).toEqual([
    ["https://a.example/b?c=1", "https://a.example/b?c=1"],
    ["www.b.example", "https://www.b.example/"],
    ["ann@c.example", "mailto:ann@c.example"],
    ["+1 202 555 0100", "/dial?to=%2B12025550100"],
  ]);
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});

test("brackets of the sentence stay outside, those of the address inside", () => {
  expect(links("(https://a.example/b) and https://a.example/C_(d)")).toEqual([
    ["https://a.example/b", "https://a.example/b"],
    ["https://a.example/C_(d)", "https://a.example/C_(d)"],
  ]);
});

test.each([
  "javascript:alert(1)",
  "https://bank.example@evil.example/",
  "data:text/html,<script>",
  "http://localhost/admin",
  "Order 1234567890, paid 2026-11-26",
  "https://",
])("%s is no link", (text) => {
  expect(links(text)).toEqual([]);
});
