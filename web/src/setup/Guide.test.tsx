import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { Suspense } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { firstPage } from "../app/start";
import { consoleWords } from "../i18n/console";
import { I18n } from "../i18n/I18n";
import { wordsOf } from "../i18n/languages";
import { SessionGate } from "../session/SessionGate";
import { Guide } from "./Guide";
import type { Step } from "./steps";

type Stand = Partial<Step> & Pick<Step, "step" | "standing">;

const MISSING: Stand[] = (["trunk", "line", "phone", "route", "call"] as const).map((step) => ({
  step,
  standing: "missing",
}));
let steps: Stand[];
let role: string;
let network: "practice" | "carriers";
let changes: Request[];

beforeEach(() => {
  steps = MISSING;
  role = "owner";
  network = "practice";
  changes = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input instanceof Request ? input : new Request(new URL(String(input), location.href));
    const path = new URL(request.url).pathname;
    if (request.method !== "GET") changes.push(request.clone());
    if (path === "/api/v1/session")
      return Response.json({
        member: { id: "member_1", name: "Olga", role },
        workspace: { country: "US" },
        csrf: "t",
      });
    if (path === "/api/v1/setup" && role !== "agent")
      return Response.json({
        done: false,
        practice: network === "practice",
        carriers: network === "carriers",
        steps: steps.map((step) => ({ name: "", id: null, error: "", ...step })),
      });
    return Response.json({}, { status: request.method === "GET" ? 404 : 201 });
  });
});
afterEach(cleanup);

async function shown(): Promise<void> {
  const first = { language: "en" as const, words: await wordsOf("en") };
  await consoleWords.load("en");
  render(
    <I18n first={first}>
      <SessionGate>
        <Suspense fallback={null}>
          <Guide />
        </Suspense>
      </SessionGate>
    </I18n>,
  );
  await screen.findByRole("list");
}

test("a newcomer's first action is the trunk, which is added right there on the practice network", async () => {
  await shown();
  expect(screen.getByText("0 of 5 done")).toBeTruthy();
  steps = [{ step: "trunk", standing: "done", name: "practice" }, ...MISSING.slice(1)];
  fireEvent.click(screen.getByRole("button", { name: "Add the practice trunk" }));
  expect(await screen.findByText("1 of 5 done")).toBeTruthy();
  expect(await changes[0]?.json()).toMatchObject({ name: "practice", host: "127.0.0.1" });
  const line = screen.getByRole("link", { name: "Add a line" });
  expect([line.getAttribute("href"), line.className]).toEqual(["/lines/new", "button button-main"]);
});

test("one's own number is given right there, and what is wrong with it stands beside it", async () => {
  await shown();
  fireEvent.input(screen.getByLabelText("Number of your own phone"), { target: { value: "2025550111" } });
  vi.mocked(fetch).mockImplementationOnce(async () =>
    Response.json(
      { type: "/problems/invalid-number", detail: "It is too short.", field: "number" },
      { status: 422 },
    ),
  );
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toBe("It is too short.");
});

test.each([
  [
    { step: "trunk", standing: "trunk_down", id: "trunk_1", name: "lab", error: "no answer" },
    "Look at the trunk",
    "/trunks/trunk_1",
  ],
  [
    { step: "line", standing: "line_cannot_call", id: "line_1", name: "Sales" },
    "Look at the line",
    "/lines/line_1",
  ],
  [
    { step: "route", standing: "rings_nobody", id: "line_1", name: "Sales" },
    "Say whom it rings",
    "/lines/line_1/route",
  ],
] as const)("what is wrong leads to where it is mended: %o", async (step, words, href) => {
  steps = MISSING.map((each) => (each.step === step.step ? step : each));
  await shown();
  expect(screen.getByRole("link", { name: words }).getAttribute("href")).toBe(href);
});

test("over carriers an account is connected, and its numbers become lines", async () => {
  network = "carriers";
  await shown();
  expect(screen.getByRole("link", { name: "Connect an account" }).getAttribute("href")).toBe("/accounts/new");
  cleanup();
  steps = [{ step: "trunk", standing: "done", id: "trunk_1", name: "twilio" }, ...MISSING.slice(1)];
  await shown();
  expect(screen.getByText("The account twilio carries your calls.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Choose a number" }).getAttribute("href")).toBe(
    "/accounts/trunk_1",
  );
});

test("who is no owner is sent to one for a trunk", async () => {
  role = "manager";
  await shown();
  expect(screen.getByText("Ask an owner of the workspace to add one.")).toBeTruthy();
});

test("an empty workspace begins with its guide, for those who may set it up", async () => {
  expect(await firstPage("manager")).toBe("/setup");
  expect(await firstPage("agent")).toBe("/dial");
  steps = [{ step: "line", standing: "line_cannot_call" }];
  expect(await firstPage("owner")).toBe("/dial");
  role = "agent"; // so that it is refused
  expect(await firstPage("owner")).toBe("/dial");
});
