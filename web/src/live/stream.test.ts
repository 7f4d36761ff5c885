import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSource } from "./fakes";
import { Stream } from "./stream";

const refused = vi.fn();
let stream: Stream;
const latest = () => FakeSource.latest;

beforeEach(() => {
  FakeSource.all = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  refused.mockClear();
  stream = new Stream(refused);
  stream.open();
});
afterEach(() => {
  stream.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("news reach who asked for their kind, until they don't want them any more", () => {
  const told = vi.fn();
  const end = stream.on("call", told);
  const news = { call: "call_1", state: "talking", at: 1, legs: [] };
  const event = () => new MessageEvent("call", { data: JSON.stringify(news) });
  latest().dispatchEvent(event());
  end();
  latest().dispatchEvent(event());
  expect(told.mock.calls).toEqual([[news]]);
});

test("a connection that the browser takes up again is away only until then", () => {
  latest().onopen();
  latest().breakOff(0);
  expect(stream.standing()).toBe("away");
  latest().onopen();
  expect([stream.standing(), FakeSource.all.length]).toEqual(["live", 1]);
  expect(refused).not.toHaveBeenCalled();
});

test("a connection that the browser gave up is opened again, later each time", () => {
  latest().breakOff(FakeSource.CLOSED);
  expect(refused).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(1000);
  expect(FakeSource.all.length).toBe(2);
  latest().breakOff(FakeSource.CLOSED);
  vi.advanceTimersByTime(1000);
  expect(FakeSource.all.length).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(FakeSource.all.length).toBe(3);
  latest().onopen();
  latest().breakOff(FakeSource.CLOSED);
  vi.advanceTimersByTime(1000);
  expect([stream.standing(), FakeSource.all.length]).toEqual(["away", 4]);
});

test("what is closed stays closed", () => {
  latest().breakOff(FakeSource.CLOSED);
  stream.close();
  vi.advanceTimersByTime(60_000);
  expect(FakeSource.all.length).toBe(1);
});
