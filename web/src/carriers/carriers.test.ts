import { expect, test } from "vitest";
import { bodyOf, type Carrier, type CarrierDraft, hasSecret, NEW, standingOf } from "./carriers";

const typed: CarrierDraft = { ...NEW, account: " AC1 ", key: "SK1 ", space: "acme", application: "7" };
const opens = { secret: " the secret ", token: "the token ", keySecret: " theirs " };

test("with an API key its secret and the token are sent, without one the token is both", () => {
  expect(bodyOf(typed, opens)).toMatchObject({
    account: "AC1",
    key: "SK1",
    secret: "the secret",
    tokens: ["the token"],
    space: "",
    application: "",
  });
  const alone = { ...typed, by: "token" as const };
  expect(hasSecret(alone)).toBe(false);
  expect(bodyOf(alone, opens)).toMatchObject({ key: null, secret: "the token", tokens: ["the token"] });
});

test("the others have what is theirs", () => {
  expect(bodyOf({ ...typed, kind: "signalwire" }, opens)).toMatchObject({
    key: null,
    space: "acme",
    application: "",
  });
  expect(bodyOf({ ...typed, kind: "telnyx" }, opens)).toMatchObject({
    secret: "the secret",
    space: "",
    application: "7",
  });
  expect(bodyOf({ ...typed, kind: "vonage", key: " a1 " }, opens)).toMatchObject({
    key: "a1",
    key_secret: "theirs",
  });
  expect(bodyOf({ ...typed, kind: "vonage", key: "" }, opens).key).toBe(null);
});

test("an account stands as the worst of what is known of it", () => {
  const carrier = (enabled: boolean, state: string, astray = 0) =>
    ({ trunk: { enabled, health: { state } }, astray }) as Carrier;
  expect(standingOf(carrier(false, "up"))).toBe("off");
  expect(standingOf(carrier(true, "down", 2))).toBe("down");
  expect(standingOf(carrier(true, "up", 2))).toBe("astray");
  expect(standingOf(carrier(true, "unchecked"))).toBe("unchecked");
  expect(standingOf(carrier(true, "up"))).toBe("works");
});
