import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakePhone, incoming, readyPhone, settled } from "./fakes";
import { LOST_AFTER } from "./phone";
import { Refused } from "./sip";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the microphone is only tried when the phone is switched on, and open only during a call", async () => {
  const { phone, around } = await readyPhone();
  expect(phone.state.is).toBe("ready");
  expect(around.microphone.stop).toHaveBeenCalledTimes(1);
  const call = incoming();
  around.line.events.rings(call);
  await phone.accept();
  expect(call.answer).toHaveBeenCalledWith(around.microphone.stream);
  expect(around.microphone.stop).toHaveBeenCalledTimes(1);
  phone.end();
  expect([phone.state.is, call.end.mock.calls.length]).toEqual(["ready", 1]);
  expect(around.microphone.stop).toHaveBeenCalledTimes(2);
  expect(around.heard.at(-1)).toBeNull();
});

test.each([
  ["NotAllowedError", "microphone-refused"],
  ["NotFoundError", "microphone-missing"],
  ["NotReadableError", "microphone-busy"],
  ["NotSupportedError", "not-supported"],
])("without a microphone (%s) nothing is signed in, and it says why", async (name, trouble) => {
  const { phone, around } = fakePhone();
  around.deaf = new DOMException("", name);
  void phone.switchOn();
  around.owners.at(-1)?.own();
  await settled();
  expect(phone.state).toEqual({ is: "off", trouble });
  expect([around.lines.length, around.owners[0]?.until.aborted]).toEqual([0, true]);
});

test("in a browser that can't carry calls it is off and says why, whoever wants it on", async () => {
  const { phone, around } = fakePhone({ able: false });
  expect(phone.state).toEqual({ is: "off", trouble: "no-calls" });
  await phone.switchOn();
  await phone.switchOn({ quietly: true });
  phone.switchOff();
  expect(phone.state).toEqual({ is: "off", trouble: "no-calls" });
  expect(around.owners).toEqual([]);
});

test("a microphone that is gone when a call comes signs out: no call should ring that can't be taken", async () => {
  const { phone, around } = await readyPhone();
  around.line.events.rings(incoming());
  around.deaf = new DOMException("", "NotFoundError");
  await phone.accept();
  expect(phone.state).toEqual({ is: "off", trouble: "microphone-missing" });
  expect(around.line.stop).toHaveBeenCalled();
});

test("without a click nobody is asked for the microphone: it stays off where that is not allowed yet", async () => {
  const { phone, around } = fakePhone();
  around.allowed = false;
  void phone.switchOn({ quietly: true });
  around.owners[0]?.own();
  await settled();
  expect(phone.state).toEqual({ is: "off", trouble: null });
  expect([around.microphone.stop.mock.calls.length, around.owners[0]?.until.aborted]).toEqual([0, true]);
  around.allowed = true;
  void phone.switchOn({ quietly: true });
  around.owners[1]?.own();
  await settled();
  expect(phone.state.is).toBe("connecting");
});

test("a call that ends while the microphone opens is not answered", async () => {
  const { phone, around } = await readyPhone();
  const call = incoming();
  around.line.events.rings(call);
  const accepting = phone.accept();
  call.events?.ended();
  await accepting;
  expect(call.answer).not.toHaveBeenCalled();
  expect(around.microphone.stop).toHaveBeenCalledTimes(2);
  expect(phone.state.is).toBe("ready");
});

test("a second call is not taken, and the first goes on", async () => {
  const { phone, around } = await readyPhone();
  around.line.events.rings(incoming("1"));
  await phone.accept();
  const second = incoming("2");
  around.line.events.rings(second);
  expect(second.end).toHaveBeenCalled();
  expect(phone.state).toMatchObject({ is: "talking", call: { id: "1" } });
});

test("a number is called, and keys and muting reach the call", async () => {
  const { phone, around } = await readyPhone();
  await phone.place("201");
  expect(phone.state).toMatchObject({ is: "calling", call: { number: "201" } });
  phone.press("1");
  around.line.placed?.events?.answered();
  phone.press("2");
  phone.mute(true);
  expect(around.line.placed?.press.mock.calls).toEqual([["2"]]);
  expect(around.line.placed?.mute).toHaveBeenCalledWith(true);
  expect(phone.state).toMatchObject({ is: "talking", muted: true });
});

test("a line that can't be opened is tried again, and people are told when it takes long", async () => {
  const { phone, around } = fakePhone();
  around.trouble = new Error("no network");
  void phone.switchOn();
  around.owners.at(-1)?.own();
  await settled();
  expect(phone.state.is).toBe("connecting");
  await vi.advanceTimersByTimeAsync(LOST_AFTER);
  expect(phone.state.is).toBe("lost");
  around.trouble = null;
  await vi.advanceTimersByTimeAsync(15_000);
  around.line.events.registered();
  expect(phone.state.is).toBe("ready");
});

test("a connection that is lost is told at once, and as lost after ten seconds", async () => {
  const { phone, around } = await readyPhone();
  around.line.events.disconnected();
  expect(phone.state.is).toBe("reconnecting");
  await vi.advanceTimersByTimeAsync(LOST_AFTER);
  expect(phone.state.is).toBe("lost");
});

test("forgotten by the server, as after a night's sleep, it opens another line", async () => {
  const { phone, around } = await readyPhone();
  around.line.events.forgotten();
  await settled();
  expect([around.lines.length, around.lines[0]?.stop.mock.calls.length]).toEqual([2, 1]);
  around.line.events.registered();
  expect(phone.state.is).toBe("ready");
});

test("refused by the server it is off, and says why", async () => {
  const { phone, around } = await readyPhone();
  around.line.events.refused();
  expect(phone.state).toEqual({ is: "off", trouble: "not-allowed" });
  around.trouble = new Refused("gone");
  void phone.switchOn();
  around.owners.at(-1)?.own();
  await settled();
  expect(phone.state).toEqual({ is: "off", trouble: "not-allowed" });
});

test("while another tab is the phone this one shows how it stands there, and may take it", async () => {
  const { phone, around } = fakePhone();
  void phone.switchOn();
  around.owners[0]?.events.elsewhere();
  around.owners[0]?.events.told({ is: "ready" });
  expect(phone.state).toEqual({ is: "elsewhere", there: { is: "ready" } });
  void phone.switchOn({ take: true });
  expect(around.owners.map((each) => each.take)).toEqual([false, true]);
  expect(around.owners[0]?.until.aborted).toBe(true);
  around.owners[1]?.own();
  await settled();
  around.line.events.registered();
  expect(phone.state.is).toBe("ready");
});

test("taken by another tab it signs out, and waits for its turn", async () => {
  const { phone, around } = await readyPhone();
  around.owners[0]?.events.taken();
  expect(around.line.stop).toHaveBeenCalled();
  around.owners[1]?.events.elsewhere();
  expect(phone.state).toEqual({ is: "elsewhere", there: null });
  expect(around.owners[1]?.take).toBe(false);
});

test("switched off it signs out, and nothing that comes late changes that", async () => {
  const { phone, around } = await readyPhone();
  const call = incoming();
  around.line.events.rings(call);
  phone.switchOff();
  around.line.events.registered();
  call.events?.answered();
  expect(phone.state).toEqual({ is: "off", trouble: null });
  expect([around.line.stop.mock.calls.length, around.owners[0]?.until.aborted]).toEqual([1, true]);
});

test("the other tabs are told of every change", async () => {
  const { around } = await readyPhone();
  expect(around.told.map((state) => state.is)).toEqual(["asking", "connecting", "ready"]);
});

test("a call that this page has asked for is taken without a question, as soon as it is known for it", async () => {
  const { phone, around } = await readyPhone();
  let know: (record: string | null) => void = () => {};
  phone.expect(new Promise((resolve) => (know = resolve)));
  const call = incoming();
  around.line.events.rings(call);
  expect(phone.state).toMatchObject({ is: "ringing", call: { ours: true } });
  know("call_1");
  await settled();
  expect([phone.state.is, call.answer.mock.calls.length]).toEqual(["talking", 1]);
  phone.end();
  around.line.events.rings(incoming("2"));
  expect(phone.state).not.toHaveProperty("call.ours");
});

test.each([
  ["another call", "call_9"],
  ["no call, as the server refused it", null],
])("%s rings as any other", async (_, record) => {
  const { phone, around } = await readyPhone();
  phone.expect(Promise.resolve(record));
  const call = incoming();
  around.line.events.rings(call);
  await settled();
  expect(phone.state).toMatchObject({ is: "ringing", call: { ours: false } });
  expect(call.answer).not.toHaveBeenCalled();
});
