import { expect, test, vi } from "vitest";
import { serverAt } from "../../extension/src/server";
import { credentialsOf } from "./server";
import { Refused } from "./sip";

const CREDENTIALS = {
  username: "annspage",
  secret: "secret",
  realm: "sip",
  expires_at: "2026-11-21T14:10:00Z",
  server: { host: "192.0.2.1", port: 5060, tls_port: 5061 },
  socket: "/sip/ticket",
  ice_servers: [{ urls: ["turn:turn.example.com"], username: "u", credential: "c" }],
};
const BROWSER = { id: "softphone_b", kind: "browser" };

/** Gives these answers in turn, and notes what was asked. */
function answers(...given: (Response | Error)[]) {
  const asked: string[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input as Request;
    asked.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`.trim());
    const answer = given.shift();
    if (!(answer instanceof Response)) throw answer;
    return answer;
  });
  return asked;
}

const list = (...items: object[]) => Response.json({ items, next: null });
const PATH = "/api/v1/softphones";

test("another Offhook than the page's own is asked with a key, and its socket is at its own address", async () => {
  const asked = answers(list(BROWSER), Response.json(CREDENTIALS));
  const server = serverAt("https://phones.example.com", "offhook_key");
  expect(await credentialsOf("member_ann", server)(null)).toMatchObject({
    socket: "wss://phones.example.com/sip/ticket",
  });
  expect(asked[1]).toContain("/browser-credentials");
  const [request] = vi.mocked(globalThis.fetch).mock.calls[0] ?? [];
  expect((request as Request).headers.get("Authorization")).toBe("Bearer offhook_key");
  expect((request as Request).url).toContain("https://phones.example.com/api/v1/softphones");
});

test("a page signs in as its person's browser phone, and again under the same name", async () => {
  const asked = answers(
    list({ id: "x", kind: "sip" }, BROWSER),
    Response.json(CREDENTIALS),
    Response.json(CREDENTIALS),
  );
  const ask = credentialsOf("member_ann");
  const found = await ask(null);
  expect(found).toMatchObject({ username: "annspage", expiresAt: Date.parse(CREDENTIALS.expires_at) });
  expect(found.socket).toMatch(/^ws:\/\/.+\/sip\/ticket$/);
  expect(found.iceServers).toEqual(CREDENTIALS.ice_servers);
  await ask("annspage");
  expect(asked).toEqual([
    `GET ${PATH}`,
    `POST ${PATH}/softphone_b/browser-credentials {"username":null}`,
    `POST ${PATH}/softphone_b/browser-credentials {"username":"annspage"}`,
  ]);
});

test("the phone is made when it is first switched on", async () => {
  const made = Response.json({ softphone: BROWSER, credentials: null }, { status: 201 });
  const asked = answers(list(), made, Response.json(CREDENTIALS));
  await credentialsOf("member_ann")(null);
  expect(asked[1]).toBe(`POST ${PATH} {"kind":"browser","name":"","member":null}`);
});

test("what the server refuses is final, and what it can't do now is not", async () => {
  const refusal = () => Response.json({ title: "Not found", detail: "There is none." }, { status: 404 });
  const away = new Response("", { status: 503 });
  answers(list(BROWSER), refusal(), list(BROWSER), away, new TypeError("Failed to fetch"));
  const ask = credentialsOf("member_ann");
  await expect(ask(null)).rejects.toBeInstanceOf(Refused);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const error: unknown = await ask(null).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Refused);
  }
});

test("on the practice network there is nothing to sign in to", async () => {
  answers(list(BROWSER), Response.json({ ...CREDENTIALS, socket: null }));
  await expect(credentialsOf("member_ann")(null)).rejects.toBeInstanceOf(Refused);
});
