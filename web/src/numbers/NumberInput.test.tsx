import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { useState } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";

// How numbers are spaced is tried in format.test.ts; here three digits get brackets, alone or before five and more.
vi.mock("./useNumbers", () => ({
  useNumbers: () => (number: string) => number.replace(/^(\d{3})(?=\d{5}|$)/, "($1) ").trim(),
}));

let NumberInput: typeof import("./NumberInput").NumberInput;

// Test files share their modules: another one may have loaded it with the real rules.
beforeAll(async () => {
  vi.resetModules();
  ({ NumberInput } = await import("./NumberInput"));
});
afterEach(cleanup);

const field = () => screen.getByRole("textbox") as HTMLInputElement;

function Form({ first }: { first: string }) {
  const [value, setValue] = useState(first);
  return (
    <>
      <NumberInput value={value} change={setValue} />
      <output>{value}</output>
    </>
  );
}

function type(text: string, caret = text.length) {
  field().value = text;
  field().setSelectionRange(caret, caret);
  fireEvent.input(field());
}

const value = () => screen.getByRole("status").textContent;

test("a number that is typed or pasted is written with spaces, and kept without", () => {
  render(<Form first="" />);
  type("202-555 0122");
  expect([field().value, value()]).toEqual(["(202) 5550122", "2025550122"]);
});

test("whoever mends the middle is left alone until they go on elsewhere", () => {
  render(<Form first="2025550122" />);
  type("(203) 5550122", 4);
  expect([field().value, value()]).toEqual(["(203) 5550122", "2035550122"]);
  type("(20) 5550122", 3);
  expect(field().value).toBe("(20) 5550122");
  fireEvent.focusOut(field());
  expect(field().value).toBe("(205) 550122");
});

test("the same number pasted over itself stays whole", () => {
  render(<Form first="2025550122" />);
  type("2025550122");
  expect(value()).toBe("2025550122");
});

test("a name stays as it is typed", () => {
  render(<Form first="" />);
  type("Dana R");
  expect([field().value, value()]).toEqual(["Dana R", "Dana R"]);
});

test("erasing a bracket at the end erases the digit before it", () => {
  render(<Form first="2025" />);
  type("202");
  expect(field().value).toBe("(202)");
  type("(202");
  expect([field().value, value()]).toEqual(["20", "20"]);
});
