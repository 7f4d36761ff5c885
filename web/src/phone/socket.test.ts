import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { settled } from "./fakes";
import { Refused } from "./sip";
import { SILENCE, SipSocket } from "./socket";

/** A WebSocket that does what the test says. */
class Wire {
  static readonly OPEN = 1;
  static made: Wire[] = [];
  static get last(): Wire {
    const last = Wire.made.at(-1);
    if (last === undefined) throw new Error("no WebSocket was made");
    return last;
  }
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { wasClean: boolean; code: number; reason: string }) => void) | null = null;
  readonly send = vi.fn();
  readonly close = vi.fn();

  constructor(
    readonly address: string,
    readonly protocol: string,
  ) {
    Wire.made.push(this);
  }

  opens(): void {
    this.readyState = Wire.OPEN;
    this.onopen?.();
  }

  closes(): void {
    this.readyState = 3;
    this.onclose?.({ wasClean: false, code: 1006, reason: "" });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Wire);
  Wire.made = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** One that has been asked to connect; each attempt has a ticket of its own. */
async function connecting() {
  let tickets = 0;
  const around = {
    refused: vi.fn(),
    trouble: null as Error | null,
    connected: vi.fn(),
    lost: vi.fn(),
    got: vi.fn(),
  };
  const socket = new SipSocket(
    async () => {
      if (around.trouble) throw around.trouble;
      tickets += 1;
      return `ws://offhook.example/sip/${tickets}`;
    },
    around.refused,
    "ws://offhook.example/sip/1",
  );
  socket.onconnect = around.connected;
  socket.ondisconnect = around.lost;
  socket.ondata = around.got;
  socket.connect();
  await settled();
  return { socket, around };
}

test("it speaks SIP at the address that it is given, and passes on what comes", async () => {
  const { socket, around } = await connecting();
  expect([Wire.last.address, Wire.last.protocol]).toEqual(["ws://offhook.example/sip/1", "sip"]);
  expect([socket.isConnecting(), socket.send("too early")]).toEqual([true, false]);
  Wire.last.opens();
  expect(around.connected).toHaveBeenCalledTimes(1);
  expect(socket.send("REGISTER")).toBe(true);
  Wire.last.onmessage?.({ data: "SIP/2.0 200 OK" });
  expect(around.got).toHaveBeenCalledWith("SIP/2.0 200 OK");
});

test("it tries again ever slower, with a new ticket each time, until it is let in", async () => {
  const { around } = await connecting();
  for (const pause of [700, 1400, 2800]) {
    Wire.last.closes();
    await vi.advanceTimersByTimeAsync(pause);
  }
  expect(Wire.made.map((each) => each.address.at(-1))).toEqual(["1", "2", "3", "4"]);
  expect(around.lost).not.toHaveBeenCalled();
  Wire.last.opens();
  expect(around.connected).toHaveBeenCalledTimes(1);
});

test("one that is lost is told once, and another is opened when it is asked for", async () => {
  const { socket, around } = await connecting();
  Wire.last.opens();
  Wire.last.closes();
  expect(around.lost).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Wire.made.length).toBe(1);
  socket.connect();
  await settled();
  expect(Wire.made.length).toBe(2);
});

test("a connection on which nothing comes any more counts as lost", async () => {
  const { around } = await connecting();
  Wire.last.opens();
  await vi.advanceTimersByTimeAsync(SILENCE - 1);
  Wire.last.onmessage?.({ data: "OPTIONS" });
  await vi.advanceTimersByTimeAsync(SILENCE - 1);
  expect(around.lost).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(around.lost).toHaveBeenCalledTimes(1);
  expect(Wire.last.close).toHaveBeenCalled();
});

test("in a hurry it does not wait, and leaves alone what is there", async () => {
  const { socket } = await connecting();
  Wire.last.closes();
  socket.hurry();
  await settled();
  expect(Wire.made.length).toBe(2);
  Wire.last.opens();
  socket.hurry();
  await settled();
  expect(Wire.made.length).toBe(2);
});

test("without a ticket it tries again; refused, it says so and stops", async () => {
  const { around, socket } = await connecting();
  around.trouble = new Error("no network");
  Wire.last.closes();
  await vi.advanceTimersByTimeAsync(700);
  expect([Wire.made.length, around.refused.mock.calls.length]).toEqual([1, 0]);
  around.trouble = new Refused("removed");
  await vi.advanceTimersByTimeAsync(1_400);
  expect(around.refused).toHaveBeenCalledTimes(1);
  socket.hurry();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([Wire.made.length, around.refused.mock.calls.length]).toEqual([1, 1]);
});

test("told to stop it opens nothing more", async () => {
  const { socket } = await connecting();
  Wire.last.closes();
  socket.disconnect();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Wire.made.length).toBe(1);
});
