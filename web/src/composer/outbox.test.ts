import { expect, test, vi } from "vitest";
import { Problem, unreachable } from "../api/problem";
import { Outbox } from "./outbox";
import type { Message, Wish } from "./server";

const WISH: Wish = { text: "On my way", pictures: [], send_at: null };
const AT = "2026-11-26T10:00:00Z";

/** A server that answers as each of `answers` says, in order, and the texts that it was asked to send. */
function box(...answers: (Problem | "takes")[]) {
  const asked: string[] = [];
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const send = async (conversation: string, wish: Wish, key: string) => {
    asked.push(`${conversation} ${key} ${wish.text}`);
    const answer = answers.shift() ?? "takes";
    if (answer !== "takes") throw answer;
    return { id: "message_1" } as Message;
  };
  return {
    outbox: new Outbox(send, "outbox", storage),
    another: () => new Outbox(send, "outbox", storage),
    asked,
  };
}

test("what is sent is shown at once, until the server's own is", async () => {
  const { outbox } = box();
  const sent = outbox.put("conversation_1", WISH, "key", AT);
  expect(outbox.pending()).toMatchObject([{ text: "On my way", problem: undefined }]);
  expect((await sent)?.id).toBe("message_1");
  outbox.drop("key");
  expect(outbox.pending()).toEqual([]);
});

test("what was not taken says why, and is tried again under its name", async () => {
  const { outbox, asked } = box(
    unreachable(),
    new Problem("opted-out", 409, "", "They asked for no more texts."),
  );
  expect(await outbox.put("conversation_1", WISH, "key", AT)).toBeNull();
  expect(outbox.pending()[0]?.problem?.kind).toBe("unreachable");
  expect(await outbox.again("key")).toBeNull();
  expect(outbox.pending()[0]?.problem?.message).toBe("They asked for no more texts.");
  expect((await outbox.again("key"))?.id).toBe("message_1");
  expect(new Set(asked)).toEqual(new Set(["conversation_1 key On my way"]));
});

test("what was on its way when the page was left is there again, and is not sent by itself", async () => {
  const { outbox, another, asked } = box();
  void outbox.put("conversation_1", WISH, "key", AT);
  const later = another();
  expect(later.pending()).toMatchObject([{ key: "key", text: "On my way" }]);
  expect(later.pending()[0]?.problem).toBeDefined();
  await vi.waitFor(() => expect(asked).toHaveLength(1));
});
