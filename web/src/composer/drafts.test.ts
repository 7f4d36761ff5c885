import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { unreachable } from "../api/problem";
import { type Draft, DraftKeeper, EMPTY, PAUSE_MS } from "./drafts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A device with a draft, in front of a server that may be away. */
function desk() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const server = { draft: EMPTY as Draft, away: false, puts: 0 };
  const port = {
    get: async () => {
      if (server.away) throw unreachable();
      return server.draft;
    },
    put: async (draft: Draft) => {
      server.puts += 1;
      if (server.away) throw unreachable();
      server.draft = draft;
    },
  };
  const open = () => new DraftKeeper("draft", storage, port);
  return { open, server, kept };
}

test("the server has it once typing pauses, with one request", async () => {
  const { open, server } = desk();
  const draft = open();
  draft.change({ text: "H" });
  draft.change({ text: "Hi" });
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect([server.draft.text, server.puts]).toEqual(["Hi", 1]);
});

test("what was written without a network is there after a reload, and told when there is one", async () => {
  const { open, server } = desk();
  server.away = true;
  open().change({ text: "On the train" });
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  const reloaded = open();
  expect(reloaded.draft().text).toBe("On the train");
  server.away = false;
  server.draft = { text: "older", pictures: [] };
  await reloaded.meet();
  expect(server.draft.text).toBe("On the train");
});

test("what another device wrote is shown, but never in place of what is being typed", async () => {
  const { open, server } = desk();
  server.draft = { text: "from the phone", pictures: [] };
  const first = open();
  await first.meet();
  expect(first.draft().text).toBe("from the phone");
  const second = open();
  const met = second.meet();
  second.change({ text: "typed meanwhile" });
  await met;
  expect(second.draft().text).toBe("typed meanwhile");
});

test("what was sent is kept nowhere", async () => {
  const { open, server, kept } = desk();
  const draft = open();
  draft.change({ text: "Hi" });
  await draft.clear();
  expect([draft.draft(), server.draft, kept.size]).toEqual([EMPTY, EMPTY, 0]);
});
