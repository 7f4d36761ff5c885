import { expect, test, vi } from "vitest";
import type { News, Stream } from "../live/stream";
import type { BoardCall } from "./board";
import { BoardKeeper } from "./keeper";

const VIEW = {
  id: "call_1",
  state: "talking",
  direction: "outbound",
  disposition: null,
  member: { id: "member_1", name: "Ann", number: "" },
  contact: { id: "contact_1", name: "Dana", number: "" },
  line: { id: "line_1", number: "" },
  placed_at: "2026-11-21T14:00:00Z",
  bridged_at: null,
  ended_at: null,
  talk_seconds: 0,
  legs: [],
};

/** A board that follows a stream by hand; answers come when they are given. */
function board() {
  const answers: ((body: unknown) => void)[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(
    () => new Promise((give) => answers.push((body) => give(Response.json(body)))),
  );
  const shown: string[][] = [];
  const told = new Map<string, (news: never) => void>();
  const stream = { on: (kind: string, heard: (news: never) => void) => told.set(kind, heard) };
  const names = (calls: readonly BoardCall[]) => calls.map((call) => `${call.id} ${call.state}`);
  const keeper = new BoardKeeper((calls) => shown.push(names(calls)));
  keeper.follow(stream as unknown as Stream, () => {});
  const tell = (call: string, state: string) => {
    const news: News["call"] = { call, state, at: 1, legs: [] };
    told.get("call")?.(news as never);
  };
  const answer = async (body: unknown) => {
    await vi.waitUntil(() => answers.length > 0);
    answers.shift()?.(body);
  };
  return { keeper, tell, answer, latest: () => shown.at(-1) };
}

test("what is told while all calls are asked for is heard once they are here", async () => {
  const { keeper, tell, answer, latest } = board();
  const listed = keeper.list();
  tell("call_1", "ended");
  tell("call_2", "on_hold");
  await answer({ items: [VIEW, { ...VIEW, id: "call_2" }] });
  await listed;
  expect(latest()).toEqual(["call_2 on_hold"]);
});

test("a call that ended while it was asked for does not come back", async () => {
  const { keeper, tell, answer, latest } = board();
  const listed = keeper.list();
  await answer({ items: [] });
  await listed;
  tell("call_1", "talking");
  tell("call_3", "talking");
  tell("call_1", "ended");
  await answer(VIEW);
  await answer({ ...VIEW, id: "call_3" });
  await vi.waitUntil(() => latest()?.length === 1);
  expect(latest()).toEqual(["call_3 talking"]);
});
