import { expect, test } from "vitest";
import { findable } from "./candidates";

const HIDDEN = "a=candidate:0 1 UDP 2122187007 27a019de-9298-4a32-9af3-f366c38baeb9.local 35018 typ host";
const TOLD = "a=candidate:1 1 UDP 2122252543 192.0.2.2 57240 typ host";
const NOWHERE = "a=candidate:nowhere 1 udp 1 192.0.0.8 9 typ host";
const sdp = (...candidates: string[]) => ["v=0", "m=audio 9", ...candidates, "a=mid:0", ""].join("\r\n");

test.each([
  ["only hidden addresses", [HIDDEN], [HIDDEN, NOWHERE]],
  ["several of them", [HIDDEN, HIDDEN.replace("0 1 UDP", "2 1 TCP")], null],
  ["one that is told", [HIDDEN, TOLD], [HIDDEN, TOLD]],
  ["none at all", [], []],
])("Asterisk gets an address to begin with: %s", (_, given, made) => {
  expect(findable(sdp(...given))).toBe(sdp(...(made ?? [...given, NOWHERE])));
});
