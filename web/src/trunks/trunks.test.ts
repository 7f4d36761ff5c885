import { expect, test } from "vitest";
import { bodyOf, changeOf, draftOf, newTrunk, standingOf, type Trunk } from "./trunks";

const LAB: Trunk = {
  id: "trunk_1",
  name: "lab",
  host: "sip.example.com",
  port: 5061,
  transport: "tls",
  username: "acme",
  has_password: true,
  register: true,
  codecs: ["alaw"],
  number_format: "e164",
  country: "US",
  foreign_caller_ids: false,
  enabled: true,
  created_at: "2026-11-21T14:00:00Z",
  health: { state: "up", latency_ms: 12.5, error: "", registration: "registered" },
};

test.each([
  [{}, {}, "up"],
  [{ enabled: false }, {}, "off"],
  [{}, { state: "down" }, "down"],
  [{}, { registration: "rejected" }, "refused"],
  [{}, { registration: "unregistered" }, "registering"],
  [{}, { state: "unchecked", registration: "unregistered" }, "unchecked"],
] as const)("a trunk with %o and %o is %s", (trunk, health, standing) => {
  expect(standingOf({ ...LAB, ...trunk, health: { ...LAB.health, ...health } })).toBe(standing);
});

test("a carrier that knows us by our address gets no account", () => {
  const draft = {
    ...newTrunk("US"),
    name: " lab ",
    host: "192.0.2.1 ",
    known: "address",
    username: "old",
  } as const;
  expect(bodyOf(draft, "secret")).toMatchObject({
    name: "lab",
    host: "192.0.2.1",
    username: null,
    password: null,
    register: false,
  });
  expect(bodyOf(draft, "")).not.toHaveProperty("port");
});

test("a password is sent only where another was typed, and taken away with the account", () => {
  expect(changeOf(draftOf(LAB), "")).not.toHaveProperty("password");
  expect(changeOf(draftOf(LAB), "other")).toMatchObject({ username: "acme", password: "other", port: 5061 });
  expect(changeOf({ ...draftOf(LAB), known: "address" }, "")).toMatchObject({
    username: null,
    password: null,
  });
});
