import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CallBar } from "../calls/CallBar";
import { Calls } from "../calls/Calls";
import { I18n } from "../i18n/I18n";
import { wordsOf } from "../i18n/languages";
import { Live } from "../live/Live";
import { SessionGate } from "../session/SessionGate";
import { fakePhone, incoming, readyPhone, settled } from "./fakes";
import { PhoneBar } from "./PhoneBar";
import { PhoneCard } from "./PhoneCard";
import { PhoneProvider } from "./PhoneProvider";
import type { Phone } from "./phone";

const ANN = {
  member: { id: "member_ann", name: "Ann", role: "agent", number: null },
  workspace: { country: "US" },
  csrf: "token",
};
const CALL = {
  id: "call_1",
  state: "talking",
  direction: "inbound",
  member: { id: "member_ann", name: "Ann", number: "device_1" },
  placed_at: "2026-11-21T14:00:00Z",
  bridged_at: null,
  ended_at: null,
  legs: [],
  contact: { name: "Dana Ruiz", number: "+12025550122" },
  line: { number: "+12025550100" },
};
const LINES = [
  { id: "line_sales", number: "+12025550100", name: "Sales" },
  { id: "line_support", number: "+12025550101", name: "" },
  { id: "line_other", number: "+12025550102", name: "Other" },
];
const ANSWERS: Record<string, unknown> = {
  "/api/v1/session": ANN,
  "/api/v1/calls/call_1": CALL,
  "/api/v1/softphones": { items: [{ id: "softphone_b", kind: "browser", line: null }], next: null },
  "/api/v1/softphones/softphone_b": {},
  "/api/v1/lines": { items: LINES, next: null },
  "/api/v1/lines/line_sales/route": { route: { softphones_on: true, agents: ["member_ann"] } },
  "/api/v1/lines/line_support/route": { route: { softphones_on: true, agents: ["member_ann"] } },
  "/api/v1/lines/line_other/route": { route: { softphones_on: false, agents: ["member_ann"] } },
};

beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const path = new URL(input instanceof Request ? input.url : String(input), "http://offhook.example")
      .pathname;
    return path in ANSWERS ? Response.json(ANSWERS[path]) : new Response("", { status: 404 });
  });
  vi.stubGlobal("AudioContext", SilentAudio);
  told = null;
  vi.stubGlobal("EventSource", Told);
  Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: NO_DEVICES });
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Sound that nobody hears. */
class SilentAudio {
  currentTime = 0;
  destination = {};
  createGain = () => ({ gain: { value: 0, setTargetAtTime: vi.fn() }, connect: vi.fn() });
  createOscillator = () => ({ frequency: { value: 0 }, connect: vi.fn(), start: vi.fn() });
  close = vi.fn();
}

/** The live stream, by hand. */
class Told extends EventTarget {
  static readonly CLOSED = 2;
  constructor() {
    super();
    told = this;
  }
  close() {}
}

let told: Told | null = null;

function tell(kind: string, news: object): void {
  told?.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(news) }));
}

const NO_DEVICES = {
  enumerateDevices: async () => [],
  addEventListener: () => {},
  removeEventListener: () => {},
} as unknown as MediaDevices;

/** The addresses that were asked for by a method. */
function asked(method: string): string[] {
  const requests = vi.mocked(globalThis.fetch).mock.calls.map(([each]) => each);
  return requests
    .filter((each): each is Request => each instanceof Request && each.method === method)
    .map((each) => new URL(each.url).pathname);
}

async function shown(phone: Phone): Promise<void> {
  const first = { language: "en" as const, words: await wordsOf("en") };
  render(
    <I18n first={first}>
      <SessionGate>
        <Live>
          <Calls>
            <PhoneProvider made={phone}>
              <CallBar />
              <PhoneBar />
              <PhoneCard />
            </PhoneProvider>
          </Calls>
        </Live>
      </SessionGate>
    </I18n>,
  );
  await screen.findByRole("heading", { name: "Phone in this browser" });
}

test("the microphone is explained before the browser asks for it", async () => {
  const { phone, around } = fakePhone();
  await shown(phone);
  expect(screen.getByText(/Your browser will ask for the microphone/)).toBeTruthy();
  expect(around.owners.length).toBe(0);
  fireEvent.click(screen.getByRole("button", { name: "Switch on" }));
  around.owners[0]?.own();
  await settled();
  around.line.events.registered();
  expect(await screen.findByText("Ready: calls ring here")).toBeTruthy();
});

test("it shows whose phone it is, and the lines that ring it", async () => {
  const { phone } = await readyPhone();
  await shown(phone);
  expect(await screen.findByText("Signed in as Ann.")).toBeTruthy();
  expect(await screen.findByText(/^Answers for Sales and \+1 ?202 ?555 ?0101\.$/)).toBeTruthy();
});

test("whoever calls is shown with the line that they called, and is answered or declined", async () => {
  const { phone, around } = await readyPhone();
  await shown(phone);
  const call = incoming();
  around.line.events.rings(call);
  expect(await screen.findByText("Dana Ruiz calls")).toBeTruthy();
  expect(screen.getByText(/^\+1 ?202 ?555 ?0122 · to \+1 ?202 ?555 ?0100$/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Accept" }));
  expect(await screen.findByText("Connected 0:00")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Mute" }));
  expect((await screen.findByRole("button", { name: "Unmute" })).getAttribute("aria-pressed")).toBe("true");
  fireEvent.click(screen.getByRole("button", { name: "Keypad" }));
  fireEvent.click(await screen.findByRole("button", { name: "#" }));
  fireEvent.keyDown(window, { key: "7" });
  expect(call.press.mock.calls).toEqual([["#"], ["7"]]);
  fireEvent.click(screen.getByRole("button", { name: "Hang up" }));
  expect(await screen.findByText("Ready: calls ring here")).toBeTruthy();

  const another = incoming("2");
  around.line.events.rings(another);
  fireEvent.click(await screen.findByRole("button", { name: "Decline" }));
  expect(another.end).toHaveBeenCalled();
});

test("a colleague is called by extension, and what is no number is refused beside the field", async () => {
  const { phone, around } = await readyPhone();
  await shown(phone);
  const field = await screen.findByLabelText(/number or extension/);
  fireEvent.input(field, { target: { value: "Dana" } });
  fireEvent.click(screen.getByRole("button", { name: "Call" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Type a number");
  fireEvent.input(field, { target: { value: "201" } });
  fireEvent.click(screen.getByRole("button", { name: "Call" }));
  expect(await screen.findByText("Calling …")).toBeTruthy();
  expect(around.line.placed?.call.number).toBe("201");
});

test("where there are several lines, the one that calls show is chosen", async () => {
  const { phone } = await readyPhone();
  await shown(phone);
  const select = (await screen.findByLabelText("Calls from here show")) as HTMLSelectElement;
  fireEvent.input(select, { target: { value: "line_support" } });
  await vi.waitFor(() => expect(asked("PATCH")).toEqual(["/api/v1/softphones/softphone_b"]));
  await vi.waitFor(() => expect(select.value).toBe("line_support"));
});

test("that calls don't come through is said on every screen", async () => {
  const { phone, around } = await readyPhone();
  await shown(phone);
  around.line.events.disconnected();
  expect((await screen.findByRole("alert")).textContent).toBe(
    "Calls don’t reach this browser. Reconnecting …",
  );
});

test("what is wrong with the microphone is said with what to do", async () => {
  const { phone, around } = fakePhone();
  around.deaf = new DOMException("", "NotAllowedError");
  await shown(phone);
  fireEvent.click(screen.getByRole("button", { name: "Switch on" }));
  around.owners[0]?.own();
  expect((await screen.findByRole("alert")).textContent).toContain("The microphone is not allowed");
});

test("a browser that can't take calls says so, and offers nothing that it can't do", async () => {
  await shown(fakePhone({ able: false }).phone);
  expect((await screen.findByRole("alert")).textContent).toContain("This browser can’t take calls");
  expect(screen.queryByRole("button", { name: "Switch on" })).toBeNull();
});

test("where another tab is the phone it can be taken, but for during a call", async () => {
  const { phone, around } = fakePhone();
  await shown(phone);
  fireEvent.click(screen.getByRole("button", { name: "Switch on" }));
  around.owners[0]?.events.elsewhere();
  around.owners[0]?.events.told({
    is: "talking",
    call: incoming().call,
    connected: true,
    since: 0,
    muted: false,
  });
  const take = await screen.findByRole("button", { name: "Use this tab instead" });
  expect((take as HTMLButtonElement).disabled).toBe(true);
  around.owners[0]?.events.told({ is: "ready" });
  expect(await screen.findByText("Ready: calls ring here")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Use this tab instead" }));
  expect(around.owners[1]?.take).toBe(true);
});

test("switched off on another tab it is off here too", async () => {
  const { phone } = await readyPhone();
  localStorage.setItem("offhook.phone.member_ann", "on");
  await shown(phone);
  await screen.findByText(/^Answers for/);
  localStorage.removeItem("offhook.phone.member_ann");
  window.dispatchEvent(new StorageEvent("storage", { key: "offhook.phone.member_ann" }));
  expect(await screen.findByRole("button", { name: "Switch on" })).toBeTruthy();
});

test("a call that is up has one place: among one's own calls, with what can be done in it, once the server tells", async () => {
  const { phone, around } = await readyPhone();
  await shown(phone);
  const call = incoming();
  around.line.events.rings(call);
  fireEvent.click(await screen.findByRole("button", { name: "Accept" }));
  expect(await screen.findByRole("region", { name: "Current call" })).toBeTruthy();
  const legs = [{ id: "call_1-2", role: "member", state: "bridged" }];
  tell("call", { call: "call_1", state: "talking", at: 1, legs });
  expect(await screen.findByRole("heading", { name: /Dana Ruiz/ })).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Current call" })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Mute" }));
  expect(call.mute).toHaveBeenCalledWith(true);
  fireEvent.click(screen.getByRole("button", { name: "Hang up" }));
  expect(call.end).toHaveBeenCalled();
});
