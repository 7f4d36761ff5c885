import { expect, test } from "vitest";
import type { State } from "../phone/state";
import { placed } from "./call";
import { carriedBy } from "./carried";

const DANA = { name: "Dana Ruiz", number: "+12025550122" };
const AT_PHONE = placed("call_1", DANA, "+12025550100", 0, "+12025550111");
const AT_SOFTPHONE = placed("call_2", DANA, "+12025550100", 0, "softphone_b");

function talking(direction: "incoming" | "outgoing", record = ""): State {
  const call = { id: "1", direction, record, number: "", name: "" };
  return { is: "talking", connected: true, call, since: 0, muted: false };
}

test("a call that says which it is, is that one", () => {
  expect(carriedBy(talking("incoming", "call_1"), [AT_SOFTPHONE, AT_PHONE])).toBe(AT_PHONE);
  expect(carriedBy(talking("incoming", "call_9"), [AT_SOFTPHONE, AT_PHONE])).toBeUndefined();
});

test("a call that was dialled here is the latest of a softphone that lives", () => {
  expect(carriedBy(talking("outgoing"), [AT_PHONE, AT_SOFTPHONE])).toBe(AT_SOFTPHONE);
  const over = { ...AT_SOFTPHONE, over: { disposition: null, talkSeconds: 0 } };
  expect(carriedBy(talking("outgoing"), [AT_PHONE, over])).toBeUndefined();
});

test("a phone without a call carries none", () => {
  expect(carriedBy({ is: "ready" }, [AT_SOFTPHONE])).toBeUndefined();
});
