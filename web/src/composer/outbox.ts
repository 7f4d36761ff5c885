import { asProblem, type Problem } from "../api/problem";
import type { Message, Uploaded, Wish } from "./server";

/** A text that the server has not taken yet, or refused. */
export type Pending = Wish & {
  /** The name under which it is sent once. */
  key: string;
  conversation: string;
  at: string;
  /** Why it was not taken; undefined while it is asked for. */
  problem: Problem | undefined;
};

type Send = (conversation: string, wish: Wish, key: string) => Promise<Message>;
type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;
type Written = {
  key: string;
  conversation: string;
  at: string;
  text: string;
  pictures: Uploaded[];
  send_at: string | null;
};

/**
 * What was sent on this device and is not with the server yet. It is shown at once, kept over a reload under the same
 * name, so that nothing is sent twice, and waits to be tried again where it was not taken.
 */
export class Outbox {
  #pending: readonly Pending[];
  readonly #watchers = new Set<() => void>();
  /** The last that was asked for in each conversation: one after the other, so that they arrive as they were written. */
  readonly #lanes = new Map<string, Promise<unknown>>();

  constructor(
    private readonly send: Send,
    private readonly name: string,
    private readonly kept: Kept,
  ) {
    this.#pending = this.#read();
  }

  pending = (): readonly Pending[] => this.#pending;

  watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  /** Sends; resolved with what the server made of it, which is shown until `drop`, or with null where it was not taken. */
  put(conversation: string, wish: Wish, key: string, at: string): Promise<Message | null> {
    const pending = { ...wish, key, conversation, at, problem: undefined };
    this.#set([...this.#pending, pending]);
    return this.#try(pending);
  }

  again(key: string): Promise<Message | null> {
    const pending = this.#pending.find((each) => each.key === key);
    if (pending === undefined) return Promise.resolve(null);
    const anew = { ...pending, problem: undefined };
    this.#set(this.#pending.map((each) => (each.key === key ? anew : each)));
    return this.#try(anew);
  }

  /** Shows it no more: the server's own is shown, or nobody wants it sent. */
  drop(key: string): void {
    this.#set(this.#pending.filter((each) => each.key !== key));
  }

  #try(pending: Pending): Promise<Message | null> {
    const { conversation } = pending;
    const before = this.#lanes.get(conversation) ?? Promise.resolve();
    const asked = before.then(() => this.#ask(pending));
    this.#lanes.set(conversation, asked);
    return asked;
  }

  async #ask({ key, conversation, text, pictures, send_at }: Pending): Promise<Message | null> {
    try {
      return await this.send(conversation, { text, pictures, send_at }, key);
    } catch (error) {
      const problem = asProblem(error);
      this.#set(this.#pending.map((each) => (each.key === key ? { ...each, problem } : each)));
      return null;
    }
  }

  #set(pending: readonly Pending[]): void {
    this.#pending = pending;
    const written = pending.map(({ problem: _, ...rest }) => rest);
    if (written.length > 0) this.kept.setItem(this.name, JSON.stringify(written));
    else this.kept.removeItem(this.name);
    for (const changed of this.#watchers) changed();
  }

  /** What was on its way when the page was left: whether it arrived is found out by trying it again. */
  #read(): readonly Pending[] {
    const written = this.kept.getItem(this.name);
    if (written === null) return [];
    const left = asProblem(null);
    return (JSON.parse(written) as Written[]).map((each) => ({ ...each, problem: left }));
  }
}
