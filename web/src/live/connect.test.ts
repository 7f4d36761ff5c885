import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, PATIENCE } from "./connect";
import { FakeSource } from "./fakes";

const workers: FakeWorker[] = [];

/** The shared worker, by hand. */
class FakeWorker {
  onerror = () => {};
  port = { postMessage: vi.fn(), onmessage: null as null | ((event: { data: object }) => void) };
  constructor(
    readonly address: string,
    readonly options: { name: string },
  ) {
    workers.push(this);
  }
}

const hears = { news: vi.fn(), stands: vi.fn(), refused: vi.fn() };
const worker = () => workers.at(-1) as FakeWorker;
const said = () => worker().port.postMessage.mock.calls.map(([message]) => message.type);

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.all = [];
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("SharedWorker", FakeWorker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test("the tabs of one member share a worker", () => {
  const end = connect(hears, "member_ann");
  expect(worker().options.name).toBe("offhook-live-member_ann");
  worker().port.onmessage?.({ data: { type: "stands", standing: "live" } });
  worker().port.onmessage?.({ data: { type: "news", kind: "call", news: { call: "call_1" } } });
  worker().port.onmessage?.({ data: { type: "refused" } });
  vi.advanceTimersByTime(2 * PATIENCE);
  expect(hears.stands).toHaveBeenCalledWith("live");
  expect(hears.news).toHaveBeenCalledWith("call", { call: "call_1" });
  expect(hears.refused).toHaveBeenCalledOnce();
  end();
  expect([said(), FakeSource.all.length]).toEqual([["hello", "bye"], 0]);
});

test("a page that goes says goodbye, and is back when the browser shows it again", () => {
  const end = connect(hears, "member_ann");
  window.dispatchEvent(new Event("pagehide"));
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(said()).toEqual(["hello", "bye", "hello"]);
  end();
});

test.each(["has none", "fails", "says nothing"])(
  "where the shared worker %s a tab has its own connection",
  (how) => {
    if (how === "has none") vi.stubGlobal("SharedWorker", undefined);
    const end = connect(hears, "member_ann");
    if (how === "fails") worker().onerror();
    if (how === "says nothing") vi.advanceTimersByTime(PATIENCE);
    expect(FakeSource.all.length).toBe(1);
    end();
    expect(FakeSource.latest.readyState).toBe(FakeSource.CLOSED);
  },
);
