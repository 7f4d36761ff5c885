import { afterEach, expect, test, vi } from "vitest";
import { onSignedOut, sendCsrf, taken } from "./client";
import { Problem } from "./problem";

afterEach(() => sendCsrf(null));

async function problemOf(asked: Promise<never>): Promise<Problem> {
  const problem = await taken(asked).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  return problem as Problem;
}

function answered(status: number, error: object) {
  return Promise.resolve({ error, response: new Response(null, { status }) }) as Promise<never>;
}

test("a refusal keeps the API's words, and which field they are about", async () => {
  const told = {
    type: "/problems/invalid-number",
    title: "No number",
    detail: "“12” is too short.",
    field: "to",
  };
  const problem = await problemOf(answered(422, told));
  expect([problem.kind, problem.message, problem.about("to"), problem.about("line")]).toEqual([
    "invalid-number",
    "“12” is too short.",
    "“12” is too short.",
    undefined,
  ]);
});

test("an answer that is no problem document is a problem all the same", async () => {
  expect((await problemOf(answered(502, new Error("<html>")))).status).toBe(502);
});

test("no answer at all is told apart", async () => {
  expect((await problemOf(Promise.reject(new TypeError("Failed to fetch")))).kind).toBe("unreachable");
});

test("who is no longer signed in is told so, and changes carry the session's token", async () => {
  const { api } = await import("./client");
  const told = vi.fn();
  onSignedOut(told);
  sendCsrf("token");
  const sent: Request[] = [];
  const fetch = (request: Request) => {
    sent.push(request);
    return Promise.resolve(new Response("{}", { status: 401 }));
  };
  await api.GET("/api/v1/lines", { fetch });
  await api.POST("/api/v1/calls", { body: { to: "+12025550122" }, fetch });
  expect(sent.map((request) => request.headers.get("X-Offhook-CSRF"))).toEqual([null, "token"]);
  expect(told).toHaveBeenCalledTimes(2);
});
