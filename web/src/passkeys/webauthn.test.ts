import { afterEach, expect, test, vi } from "vitest";
import { bytesOf, makePasskey, signWithPasskey, textOf } from "./webauthn";

afterEach(() => vi.unstubAllGlobals());

test("bytes and their text are the same both ways", () => {
  expect([...bytesOf("-_8A")]).toEqual([251, 255, 0]);
  expect(textOf(bytesOf("-_8A").buffer)).toBe("-_8A");
});

type Asked = { publicKey: { user: { id: Uint8Array }; excludeCredentials: { id: Uint8Array }[] } };

test("the browser gets bytes, and the API text", async () => {
  const asked: Asked[] = [];
  async function create(options: Asked) {
    asked.push(options);
    const response = {
      clientDataJSON: bytesOf("AAAA").buffer,
      attestationObject: bytesOf("-_8A").buffer,
    };
    return { id: "AQI", rawId: bytesOf("AQI").buffer, type: "public-key", response };
  }
  vi.stubGlobal("navigator", { credentials: { create } });
  const excludeCredentials = [{ id: "AQI", type: "public-key" }];
  const made = await makePasskey({ challenge: "AAAA", user: { id: "AQ", name: "ann" }, excludeCredentials });
  const response = { clientDataJSON: "AAAA", attestationObject: "-_8A" };
  expect(made).toEqual({ is: "done", credential: { id: "AQI", rawId: "AQI", type: "public-key", response } });
  const [sent] = asked.map(({ publicKey }) => [publicKey.user.id, publicKey.excludeCredentials[0]?.id]);
  expect(sent?.map((bytes) => [...(bytes ?? [])])).toEqual([[1], [1, 2]]);
});

test.each([
  ["NotAllowedError", "cancelled"],
  ["InvalidStateError", "known"],
  ["SecurityError", "impossible"],
])("%s of the browser is told as %s", async (name, is) => {
  const get = vi.fn(async () => {
    throw new DOMException("", name);
  });
  vi.stubGlobal("navigator", { credentials: { get } });
  expect(await signWithPasskey({ challenge: "AAAA" })).toEqual({ is });
});
