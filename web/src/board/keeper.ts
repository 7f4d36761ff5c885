import { api, taken } from "../api/client";
import { learnServerTime } from "../live/clock";
import type { CallNews, Stream } from "../live/stream";
import { type BoardCall, boardCallOf, hear, withRecord } from "./board";

/** The calls that are up. What is told while something is asked for is newer than the answer, and heard once more after it. */
export class BoardKeeper {
  #calls: readonly BoardCall[] | undefined;
  /** What was told while all calls are asked for; null while they are not. */
  #listing: CallNews[] | null = null;
  /** What was told last of the calls that are asked for one by one. */
  readonly #asking = new Map<string, CallNews | null>();

  constructor(private readonly changed: (calls: readonly BoardCall[]) => void) {}

  /** Asks for all calls. */
  async list(): Promise<void> {
    const told: CallNews[] = [];
    this.#listing = told;
    const { items } = await taken(api.GET("/api/v1/calls/live"));
    if (this.#listing !== told) return; // they were asked for once more since
    this.#listing = null;
    this.#set(items.map(boardCallOf));
    for (const news of told) this.#hear(news);
  }

  /** Goes by the live stream, until what this gives is called; `again` is called when all must be asked for. */
  follow(stream: Stream, again: () => void): () => void {
    const ends = [
      stream.on("reset", again),
      stream.on("call", (news) => {
        learnServerTime(news.at / 1000);
        this.#hear(news);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  #hear(news: CallNews): void {
    this.#listing?.push(news);
    const asking = this.#asking.has(news.call);
    if (asking) this.#asking.set(news.call, news);
    if (this.#calls === undefined) return;
    const heard = hear(this.#calls, news);
    this.#set(heard.calls);
    if (heard.ask && !asking) void this.#ask(news.call);
  }

  async #ask(id: string): Promise<void> {
    this.#asking.set(id, null);
    const asked = api.GET("/api/v1/calls/{call}", { params: { path: { call: id } } });
    const view = await taken(asked).catch(() => null); // the next news of it asks again
    const since = this.#asking.get(id);
    this.#asking.delete(id);
    if (view === null || this.#calls === undefined) return;
    this.#set(withRecord(this.#calls, view));
    if (since) this.#hear(since);
  }

  #set(calls: readonly BoardCall[]): void {
    this.#calls = calls;
    this.changed(calls);
  }
}
