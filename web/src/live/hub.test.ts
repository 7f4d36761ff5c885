import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSource } from "./fakes";
import { type FromTab, Hub, type Port, type ToTab } from "./hub";

class Tab implements Port {
  onmessage: ((event: MessageEvent<FromTab>) => void) | null = null;
  told: ToTab[] = [];
  postMessage = (message: ToTab) => void this.told.push(message);
  says(type: FromTab["type"]) {
    this.onmessage?.({ data: { type } } as MessageEvent<FromTab>);
  }
  news(kind: string): unknown[] {
    return this.told
      .filter((each) => each.type === "news" && each.kind === kind)
      .map((each) => "news" in each && each.news);
  }
}

let hub: Hub;
const tabs: Tab[] = [];

beforeEach(() => {
  FakeSource.all = [];
  vi.stubGlobal("EventSource", FakeSource);
  hub = new Hub();
});
afterEach(() => {
  for (const tab of tabs) tab.says("bye");
  tabs.length = 0;
  vi.unstubAllGlobals();
});

function joined(): Tab {
  const tab = new Tab();
  hub.take(tab);
  tab.says("hello");
  tabs.push(tab);
  return tab;
}

const call = (id: string, state: string) => ({ call: id, state, at: 1, legs: [] });
const phone = (id: string, state: string) => ({ softphone: id, state });

test("all tabs hear the same, over one connection", () => {
  const all = [joined(), joined(), joined()];
  FakeSource.latest.onopen();
  FakeSource.latest.tell("call", call("call_1", "talking"));
  expect(FakeSource.all.length).toBe(1);
  for (const tab of all) expect(tab.news("call")).toEqual([call("call_1", "talking")]);
});

test("a tab that comes later begins with what there is now", () => {
  joined();
  FakeSource.latest.onopen();
  const softphones = [phone("softphone_1", "registered"), phone("softphone_2", "registered")];
  FakeSource.latest.tell("reset", {
    calls: [call("call_1", "talking"), call("call_2", "talking")],
    softphones,
  });
  FakeSource.latest.tell("call", call("call_1", "ended"));
  FakeSource.latest.tell("call", call("call_3", "announcing"));
  FakeSource.latest.tell("softphone", phone("softphone_1", "removed"));
  const late = joined();
  expect(late.told[0]).toEqual({ type: "stands", standing: "live" });
  expect(late.news("reset")).toEqual([
    { calls: [call("call_2", "talking"), call("call_3", "announcing")], softphones: [softphones[1]] },
  ]);
});

test("a connection that broke off, or was refused, is told in every tab", () => {
  const both = [joined(), joined()];
  FakeSource.latest.breakOff(FakeSource.CLOSED);
  for (const tab of both)
    expect(tab.told.slice(-2)).toEqual([{ type: "stands", standing: "away" }, { type: "refused" }]);
});

test("the connection ends with the last tab, and the next one begins anew", () => {
  const [one, other] = [joined(), joined()];
  FakeSource.latest.tell("reset", { calls: [], softphones: [] });
  one.says("bye");
  FakeSource.latest.tell("call", call("call_1", "talking"));
  expect([one.news("call").length, other.news("call").length]).toEqual([0, 1]);
  expect(FakeSource.latest.readyState).toBe(0);
  other.says("bye");
  expect(FakeSource.latest.readyState).toBe(FakeSource.CLOSED);
  one.says("hello");
  expect([FakeSource.all.length, one.news("reset").length]).toEqual([2, 1]);
});
