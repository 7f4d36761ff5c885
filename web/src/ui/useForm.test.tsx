import { act, renderHook } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { useForm } from "./useForm";

type Draft = { name: string; seconds: number };

const SAVED: Draft = { name: "Sales", seconds: 25 };

beforeEach(() => localStorage.clear());

function form(saved: Draft = SAVED, save = vi.fn(async (_: Draft) => {})) {
  const { result, rerender } = renderHook(({ saved }) => useForm("form.test", saved, save), {
    initialProps: { saved },
  });
  return { form: result, save, rerender };
}

test("a draft is kept over a reload until it is saved", async () => {
  const { form: first } = form();
  act(() => first.current.change({ name: "Support" }));
  const { form: again, save } = form();
  expect([again.current.draft, again.current.changed]).toEqual([{ name: "Support", seconds: 25 }, true]);
  await act(() => again.current.submit());
  expect(save).toHaveBeenCalledWith({ name: "Support", seconds: 25 });
  expect([again.current.done, form().form.current.changed]).toEqual([true, false]);
});

test("what was typed and taken back is no change", () => {
  const { form: made } = form();
  act(() => made.current.change({ name: "Support" }));
  act(() => made.current.change({ name: "Sales" }));
  expect(made.current.changed).toBe(false);
});

test("what somebody else saved meanwhile is told of, and shown once the draft is dropped", () => {
  const { form: made, rerender } = form();
  act(() => made.current.change({ name: "Support" }));
  expect(made.current.overtaken).toBe(false);
  rerender({ saved: { name: "Returns", seconds: 20 } });
  expect([made.current.overtaken, made.current.draft.name]).toEqual([true, "Support"]);
  act(() => made.current.reset());
  expect(made.current.draft).toEqual({ name: "Returns", seconds: 20 });
});

test("a draft of a form that had fewer fields still fits", () => {
  localStorage.setItem("offhook.form.test", JSON.stringify({ base: "{}", draft: { name: "Support" } }));
  expect(form().form.current.draft).toEqual({ name: "Support", seconds: 25 });
});

test("a refusal stands beside its field until that is changed", async () => {
  const refused = new Problem("invalid-value", 422, "", "Too long.", [
    { field: "name", detail: "Too long." },
  ]);
  const { form: made } = form(SAVED, vi.fn().mockRejectedValue(refused));
  act(() => made.current.change({ name: "S".repeat(200) }));
  await act(() => made.current.submit());
  expect([made.current.about("name"), made.current.done, made.current.saving]).toEqual([
    "Too long.",
    false,
    false,
  ]);
  act(() => made.current.change({ name: "Sales 2" }));
  expect(made.current.about("name")).toBeUndefined();
});
