import { afterEach, expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { tried } from "./preview";
import type { Route } from "./route";

const DRAFT = { forwards: [{ number: "", name: "" }], ring_seconds: 20 } as unknown as Route;
const CALL = { caller: "", at: "2026-12-24T20:00" };

let sent: { caller: string | null; at: string | null; route?: Route }[] = [];

afterEach(() => {
  sent = [];
});

/** The API answers with what it was sent, or with a problem about `field` where a route was proposed. */
function answering(field?: string) {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const body = await (input as Request).json();
    sent.push(body);
    if (field === undefined || (field !== "caller" && !body.route)) return Response.json({ text: body });
    return Response.json({ type: "/problems/route-loops", detail: "It loops.", field }, { status: 409 });
  });
}

test("what is saved is asked for alone, for a moment of this device's clock", async () => {
  answering();
  const found = await tried("line_1", CALL, undefined);
  expect([found.proposed, found.refused, sent.length]).toEqual([undefined, undefined, 1]);
  expect(sent[0]).toEqual({ caller: null, at: new Date(CALL.at).toISOString() });
});

test("changes are asked for beside it, without the rows that were left empty", async () => {
  answering();
  const found = await tried("line_1", { caller: " +12025550122 ", at: "" }, DRAFT);
  expect(found.proposed).toBeDefined();
  expect(sent.map(({ route, ...call }) => [route?.forwards, call])).toEqual([
    [[], { caller: "+12025550122", at: null }],
    [undefined, { caller: "+12025550122", at: null }],
  ]);
});

test("a route that is refused leaves what is saved to see", async () => {
  answering("forwards");
  const { saved, proposed, refused } = await tried("line_1", CALL, DRAFT);
  expect([saved !== undefined, proposed, refused?.message]).toEqual([true, undefined, "It loops."]);
});

test("a caller that can't be is wrong with the call, not with the route", async () => {
  answering("caller");
  const problem = await tried("line_1", CALL, DRAFT).catch((error: unknown) => error);
  expect((problem as Problem).about("caller")).toBe("It loops.");
  expect(problem).toBeInstanceOf(Problem);
});
