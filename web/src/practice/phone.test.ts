import { expect, test } from "vitest";
import { doingOf, type Phone, type PhoneCall } from "./phone";

const AT = "2026-11-21T14:00:00Z";
const CALL: PhoneCall = {
  made: false,
  leg: "call_1-1",
  role: "member",
  caller_id: "+12025550100",
  asked_at: AT,
  rang_at: AT,
  answered_at: null,
  ended_at: null,
  cause: null,
  keys: "",
  heard: [],
};

function phone(...calls: Partial<PhoneCall>[]): Phone {
  const whole = calls.map((call) => ({ ...CALL, ...call }));
  return {
    number: "+12025550111",
    takes_calls: { takes: "rings" },
    ringing: false,
    in_call: false,
    calls: whole,
  };
}

test.each<[string, Phone, string]>([
  ["nobody has called it", phone(), "idle"],
  ["a call is on its way to it", phone({ rang_at: null }), "idle"],
  ["it rings", phone({ ended_at: AT }, {}), "ringing"],
  ["it calls a line, which rings", phone({ made: true, rang_at: null }), "calling"],
  ["it talks, and is called by another", phone({ answered_at: AT }, {}), "talking"],
  ["all is over", phone({ answered_at: AT, ended_at: AT }), "idle"],
])("%s", (_, seen, state) => {
  expect(doingOf(seen).state).toBe(state);
});
