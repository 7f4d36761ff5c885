import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { Suspense, useSyncExternalStore } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { I18n } from "../i18n/I18n";
import { wordsOf } from "../i18n/languages";
import { textWords } from "../i18n/texts";
import { SessionGate } from "../session/SessionGate";
import { Composer } from "./Composer";
import { DraftKeeper } from "./drafts";
import type { Finding, Wish } from "./server";

let findings: Finding[];
let sent: Wish[];
let keeper: DraftKeeper;

beforeEach(() => {
  findings = [];
  sent = [];
  const storage = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  keeper = new DraftKeeper("draft", storage, null);
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), location.href));
    const path = new URL(request.url).pathname;
    if (path === "/api/v1/session")
      return Response.json({
        member: { id: "member_1", name: "Ann", role: "agent" },
        workspace: { country: "US", time_zone: "America/New_York" },
        csrf: "t",
      });
    if (path === "/api/v1/messages/preflight")
      return Response.json({
        findings,
        pictures_allowed: false,
        most_pictures: 0,
        estimate: null,
        currency: "",
      });
    if (path === "/api/v1/message-templates")
      return Response.json({
        items: [{ id: "template_1", name: "Late", text: "{member} is late, {first_name}." }],
      });
    return Response.json({}, { status: 404 });
  });
});
afterEach(cleanup);

function Writing() {
  const draft = useSyncExternalStore(keeper.watch, keeper.draft);
  const recipient = { line: { id: "line_1", name: "Sales" }, to: "+12025550122", name: "Dana Ruiz" };
  const send = async (wish: Wish) => {
    sent.push(wish);
    void keeper.clear();
    return true;
  };
  return <Composer draft={draft} keeper={keeper} recipient={recipient} send={send} />;
}

async function shown(): Promise<HTMLTextAreaElement> {
  const first = { language: "en" as const, words: await wordsOf("en") };
  await textWords.load("en");
  render(
    <I18n first={first}>
      <SessionGate>
        <Suspense fallback={null}>
          <Writing />
        </Suspense>
      </SessionGate>
    </I18n>,
  );
  return screen.findByRole("textbox", { name: "Text Dana Ruiz" });
}

test("Enter sends what is written and empties the box; Shift and a composition begin no sending", async () => {
  const box = await shown();
  fireEvent.keyDown(box, { key: "Enter" });
  fireEvent.input(box, { target: { value: "Hi\n" } });
  const button = screen.getByRole<HTMLButtonElement>("button", { name: "Send" });
  await waitFor(() => expect(button.disabled).toBe(false));
  fireEvent.keyDown(box, { key: "Enter", shiftKey: true });
  fireEvent.keyDown(box, { key: "Enter", isComposing: true });
  expect(sent).toEqual([]);
  fireEvent.keyDown(box, { key: "Enter" });
  await waitFor(() => expect(sent).toEqual([{ text: "Hi", pictures: [], send_at: null }]));
  await waitFor(() => expect(box.value).toBe(""));
});

test("what speaks against a text is told beside it, and what stops it keeps it from being sent", async () => {
  findings = [
    { code: "not_a_mobile", level: "warn", text: "This is probably a landline." },
    { code: "too_long", level: "stop", text: "The text is too long." },
  ];
  const box = await shown();
  fireEvent.input(box, { target: { value: "Hi" } });
  await screen.findByText("The text is too long.");
  expect(screen.getByText("This is probably a landline.")).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
  fireEvent.keyDown(box, { key: "Enter" });
  expect(sent).toEqual([]);
});

test("a template is filled in and written where the cursor is", async () => {
  const box = await shown();
  fireEvent.click(screen.getByRole("button", { name: "Templates" }));
  fireEvent.click(await screen.findByRole("button", { name: /Late/ }));
  await waitFor(() => expect(box.value).toBe("Ann is late, Dana."));
});
