import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { Suspense } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { I18n } from "../i18n/I18n";
import { wordsOf } from "../i18n/languages";
import { textWords } from "../i18n/texts";
import { SessionGate } from "../session/SessionGate";
import type { MessageEntry } from "./conversations";
import { MessageCard } from "./MessageCard";

const TEXT: MessageEntry = {
  kind: "message",
  id: "message_1",
  at: "2026-11-26T12:00:00Z",
  conversation: "conversation_1",
  line: "line_1",
  direction: "inbound",
  number: "+12025550122",
  text: "Look",
  pictures: [],
  state: "received",
  failure: null,
  doubted: false,
  member: null,
  member_name: "",
  send_at: null,
  segments: 1,
  encoding: "gsm7",
  cost: { estimate: null, price: null, currency: "" },
};
const LOST: MessageEntry["pictures"][number] = {
  id: "picture_1",
  kind: "image/jpeg",
  bytes: 0,
  width: null,
  height: null,
  state: "failed",
  reason: "the carrier has it no more",
  tried_again_at: null,
  url: null,
};

let again: () => Response;

beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), location.href));
    const path = new URL(request.url).pathname;
    if (path === "/api/v1/session")
      return Response.json({
        member: { id: "member_1", name: "Ann", role: "agent" },
        workspace: { country: "US", time_zone: "America/New_York" },
        csrf: "t",
      });
    if (path === "/api/v1/pictures/picture_1/again" && request.method === "POST") return again();
    return Response.json({}, { status: 404 });
  });
});
afterEach(cleanup);

async function shown(message: MessageEntry) {
  const refresh = vi.fn(async () => {});
  const first = { language: "en" as const, words: await wordsOf("en") };
  await textWords.load("en");
  render(
    <I18n first={first}>
      <SessionGate>
        <Suspense fallback={null}>
          <MessageCard message={message} refresh={refresh} />
        </Suspense>
      </SessionGate>
    </I18n>,
  );
  return refresh;
}

test("a picture that could not be fetched is fetched again, and what is wrong with that is said", async () => {
  again = () =>
    Response.json({ title: "It did not fail", detail: "There is nothing to fetch." }, { status: 409 });
  const refresh = await shown({ ...TEXT, pictures: [LOST] });
  const button = await screen.findByRole("button", { name: "Fetch it again" });
  fireEvent.click(button);
  expect((await screen.findByRole("alert")).textContent).toContain("There is nothing to fetch.");
  again = () => Response.json({ ...LOST, state: "fetching" });
  fireEvent.click(button);
  await waitFor(() => expect(refresh).toHaveBeenCalledTimes(1));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a text of which nobody knows whether it was sent says so, and that others wait for it", async () => {
  await shown({ ...TEXT, direction: "outbound", state: "sending", doubted: true });
  expect((await screen.findByRole("status")).textContent).toContain("Texts after it wait for that");
});
