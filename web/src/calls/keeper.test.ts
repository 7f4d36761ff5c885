import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { News, Stream } from "../live/stream";
import { CallKeeper } from "./keeper";

/** The live stream, by hand. */
class Told {
  readonly #told = new Map<string, (news: never) => void>();
  on = (kind: string, told: (news: never) => void) => {
    this.#told.set(kind, told);
    return () => this.#told.delete(kind);
  };
  tell<K extends keyof News>(kind: K, news: News[K]) {
    this.#told.get(kind)?.(news as never);
  }
}

const VIEW = {
  id: "call_1",
  state: "talking",
  disposition: null,
  direction: "outbound",
  member: { id: "me", name: "Ann", number: "+12025550111" },
  contact: { id: null, name: "Dana", number: "+12025550122" },
  line: { id: null, number: "+12025550100" },
  placed_at: "2026-11-21T14:00:00Z",
  bridged_at: null,
  ended_at: null,
  talk_seconds: 0,
  legs: [],
};

const views = new Map<string, object>();
let stream: Told;
let keeper: CallKeeper;

beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input as Request;
    if (request.method === "POST")
      return new Response(null, { status: 201, headers: { Location: "/x/call_1" } });
    return Response.json(views.get(request.url.split("/").pop() ?? ""));
  });
  stream = new Told();
  keeper = new CallKeeper("me");
  keeper.follow(stream as unknown as Stream);
});
afterEach(() => views.clear());

/** An answer that comes when it is told to. */
function later() {
  let resolve: (answer: Response) => void = () => {};
  const promise = new Promise<Response>((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve: (answer: Response) => resolve(answer) };
}

const news = (call: string, state: string) => ({ call, state, at: 1, legs: [] });
const states = () => keeper.calls().map((call) => [call.id, call.state]);
const requests = () => vi.mocked(globalThis.fetch).mock.calls.length;

test("after a reload the stream's first word brings back one's own calls, and no other's", async () => {
  views.set("call_1", VIEW).set("call_2", { ...VIEW, id: "call_2", member: { ...VIEW.member, id: "bob" } });
  stream.tell("reset", { calls: [news("call_1", "talking"), news("call_2", "talking")], softphones: [] });
  await vi.waitFor(() => expect(states()).toEqual([["call_1", "talking"]]));
});

test("what happens while a call is looked up is not lost", async () => {
  views.set("call_1", VIEW);
  stream.tell("call", news("call_1", "talking"));
  stream.tell("call", news("call_1", "on_hold"));
  await vi.waitFor(() => expect(states()).toEqual([["call_1", "on_hold"]]));
});

test("others' calls are looked up once", async () => {
  views.set("call_2", { ...VIEW, id: "call_2", member: { ...VIEW.member, id: "bob" } });
  stream.tell("call", news("call_2", "ringing_member"));
  await vi.waitFor(() => expect(requests()).toBe(1));
  await Promise.resolve();
  stream.tell("call", news("call_2", "talking"));
  expect([requests(), states()]).toEqual([1, []]);
});

test("a call that is placed is shown at once, and goes by the stream from then on", async () => {
  const wish = { to: "+12025550122", name: "Dana", caller: "softphone_b", line: "+12025550100" };
  expect(await keeper.place(wish, "key")).toBe("call_1");
  expect(states()).toEqual([["call_1", "ringing_member"]]);
  expect(keeper.calls()[0]?.own).toBe("softphone_b");
  stream.tell("call", news("call_1", "announcing"));
  expect(states()).toEqual([["call_1", "announcing"]]);
  expect(requests()).toBe(1);
});

test("news that overtake the answer are not lost, and cost no look-up", async () => {
  const answer = later();
  vi.mocked(globalThis.fetch).mockReturnValueOnce(answer.promise);
  const placing = keeper.place(
    { to: "+12025550122", name: "Dana", caller: null, line: "+12025550100" },
    "key",
  );
  stream.tell("call", news("call_1", "announcing"));
  answer.resolve(new Response(null, { status: 201, headers: { Location: "/x/call_1" } }));
  await placing;
  expect([states(), requests()]).toEqual([[["call_1", "announcing"]], 1]);
});

test("others' calls that begin meanwhile are looked up afterwards, though the call was refused", async () => {
  views.set("call_2", { ...VIEW, id: "call_2" });
  const answer = later();
  vi.mocked(globalThis.fetch).mockReturnValueOnce(answer.promise);
  const placing = keeper.place({ to: "+12025550122", name: "", caller: null, line: "+12025550100" }, "key");
  stream.tell("call", news("call_2", "talking"));
  answer.resolve(Response.json({ title: "No", detail: "No." }, { status: 422 }));
  await expect(placing).rejects.toThrow("No.");
  await vi.waitFor(() => expect(states()).toEqual([["call_2", "talking"]]));
});

test("a call that ended while nobody listened is found ended", async () => {
  await keeper.place({ to: "+12025550122", name: "Dana", caller: null, line: "+12025550100" }, "key");
  views.set("call_1", { ...VIEW, state: "ended", disposition: "busy", ended_at: "2026-11-21T14:00:09Z" });
  stream.tell("reset", { calls: [], softphones: [] });
  await vi.waitFor(() => expect(keeper.calls()[0]?.over?.disposition).toBe("busy"));
  keeper.dismiss("call_1");
  expect(keeper.calls()).toEqual([]);
});
