import { expect, test } from "vitest";
import { type Call, type Happening, isReachable, next, OFF, type State } from "./state";

const DANA: Call = { id: "1", direction: "incoming", record: "call_1", number: "+12025550100", name: "" };
const OMAR: Call = { ...DANA, id: "2" };
const TO_DANA: Call = { ...DANA, direction: "outgoing" };

const ready = [
  { type: "switched-on" },
  { type: "microphone-granted" },
  { type: "registered" },
] as const satisfies Happening[];
const rings = { type: "rings", call: DANA } as const;
const answered = { type: "answered", call: "1", at: 7 } as const;

function after(...happened: Happening[]): State {
  return happened.reduce(next, OFF);
}

test("switched on it asks for the microphone, connects, and is ready", () => {
  const seen = ready.map((_, place) => after(...ready.slice(0, place + 1)).is);
  expect(seen).toEqual(["asking", "connecting", "ready"]);
});

test("without a microphone it is off, and says why", () => {
  const state = after({ type: "switched-on" }, { type: "failed", trouble: "microphone-refused" });
  expect(state).toEqual({ is: "off", trouble: "microphone-refused" });
});

test("a call that comes in rings, is talked, and is over", () => {
  expect(after(...ready, rings)).toEqual({ is: "ringing", call: DANA, connected: true });
  const talking = { is: "talking", call: DANA, connected: true, since: 7, muted: false };
  expect(after(...ready, rings, answered)).toEqual(talking);
  expect(after(...ready, rings, answered, { type: "ended", call: "1" })).toEqual({ is: "ready" });
});

test("a call that we place is calling until it is answered", () => {
  expect(after(...ready, { type: "calls", call: TO_DANA }).is).toBe("calling");
  expect(after(...ready, { type: "calls", call: TO_DANA }, answered).is).toBe("talking");
});

test("while there is a call another one is not taken, and its end means nothing", () => {
  const talking = after(...ready, rings, answered);
  expect(next(talking, { type: "rings", call: OMAR })).toBe(talking);
  expect(next(talking, { type: "ended", call: "2" })).toBe(talking);
  expect(next(talking, { type: "answered", call: "2", at: 9 })).toBe(talking);
});

test("a lost connection is told at once, and as lost after a while", () => {
  const gone = after(...ready, { type: "disconnected" });
  expect([gone.is, isReachable(gone)]).toEqual(["reconnecting", false]);
  const long = next(gone, { type: "still-disconnected" });
  expect([long.is, isReachable(long)]).toEqual(["lost", false]);
  expect(next(long, { type: "registered" }).is).toBe("ready");
  expect(next(after(...ready), { type: "still-disconnected" }).is).toBe("ready");
});

test("one that can't connect at all is told of as lost too", () => {
  expect(after(...ready.slice(0, 2), { type: "still-disconnected" }).is).toBe("lost");
});

test("a call goes on while the connection is lost, and is followed by reconnecting", () => {
  const alone = after(...ready, rings, answered, { type: "disconnected" });
  expect(alone).toMatchObject({ is: "talking", connected: false });
  expect(isReachable(alone)).toBe(false);
  expect(next(alone, { type: "ended", call: "1" }).is).toBe("reconnecting");
  expect(next(alone, { type: "registered" })).toMatchObject({ is: "talking", connected: true });
});

test("muted is of the call, and ends with it", () => {
  const muted = after(...ready, rings, answered, { type: "muted", muted: true });
  expect(muted).toMatchObject({ muted: true });
  const again = [{ type: "ended", call: "1" }, rings, answered] as const satisfies Happening[];
  expect(again.reduce<State>(next, muted)).toMatchObject({ muted: false });
});

test("what another tab tells is shown while that tab is the phone", () => {
  const elsewhere = after({ type: "owned-elsewhere" });
  expect(next(elsewhere, { type: "told", there: { is: "ready" } })).toEqual({
    is: "elsewhere",
    there: { is: "ready" },
  });
  expect(after(...ready, { type: "told", there: OFF }).is).toBe("ready");
});

test("what comes too late changes nothing once it is off", () => {
  for (const late of [rings, answered, { type: "registered" }, { type: "disconnected" }] as const) {
    expect(after({ type: "switched-off" }, late)).toBe(OFF);
  }
});
