import { expect, test } from "vitest";
import type { CallNews } from "../live/stream";
import { placed, told } from "./call";

const DANA = { name: "Dana Ruiz", number: "+12025550122" };
const LINE = "+12025550100";

function news(state: string, at: number, ...legs: [role: "member" | "contact", state: string][]): CallNews {
  return {
    call: "call_1",
    state,
    at: at * 1_000_000,
    legs: legs.map(([role, leg], place) => ({ id: `call_1-${place}`, role, state: leg })),
  };
}

test("a call that was only asked for has no legs yet", () => {
  const call = placed("call_1", DANA, LINE, 5000);
  expect([call.state, call.legs, call.over]).toEqual(["ringing_member", [], null]);
});

test("each leg tells since when it is as it is, whatever happens to the other", () => {
  let call = placed("call_1", DANA, LINE, 0);
  call = told(call, news("ringing_member", 1, ["member", "ringing"]));
  call = told(call, news("ringing_contact", 4, ["member", "answered"], ["contact", "dialling"]));
  call = told(call, news("ringing_contact", 5, ["member", "answered"], ["contact", "ringing"]));
  expect(call.legs.map((leg) => [leg.state, leg.since])).toEqual([
    ["answered", 4000],
    ["ringing", 5000],
  ]);
});

test("talk is counted from when both were first joined, on hold too", () => {
  let call = placed("call_1", DANA, LINE, 0);
  call = told(call, news("talking", 8, ["member", "bridged"], ["contact", "bridged"]));
  call = told(call, news("on_hold", 11, ["member", "on_hold"], ["contact", "on_hold"]));
  expect([call.talkingSince, call.since]).toEqual([8000, 11000]);
});

test("the end tells how it came out", () => {
  const end = { ...news("ended", 20, ["member", "ended"]), disposition: "busy", talk_ms: 0 };
  expect(told(placed("call_1", DANA, LINE, 0), end).over).toEqual({ disposition: "busy", talkSeconds: 0 });
});
