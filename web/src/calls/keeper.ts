import { answered, api, type Schemas, taken } from "../api/client";
import type { Seen } from "../dial/seeing";
import { learnServerTime, serverNow } from "../live/clock";
import type { CallNews, Stream } from "../live/stream";
import { type Call, fromRecord, placed, told } from "./call";

export type Wish = { to: string; name: string; caller: string | null; line: string; seen?: Seen };

/**
 * One's own calls. Whose a call is the live stream does not say: each call that appears is looked up once, one that
 * nobody has taken yet once more when somebody talks.
 */
export class CallKeeper {
  #calls: readonly Call[] = [];
  readonly #others = new Map<string, "theirs" | "nobody's">();
  /** What was told of calls while they are looked up. */
  readonly #meanwhile = new Map<string, CallNews | null>();
  /** How many calls are being placed; the stream may tell of them before the answer names them. */
  #placing = 0;
  /** What was told meanwhile of calls that nobody here knows yet. */
  readonly #held = new Map<string, CallNews>();
  readonly #watchers = new Set<() => void>();

  constructor(private readonly me: string) {}

  calls = (): readonly Call[] => this.#calls;

  watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  /** Goes by the live stream, until what this gives is called. */
  follow(stream: Stream): () => void {
    const ends = [
      stream.on("call", (news) => {
        learnServerTime(news.at / 1000);
        this.#hear(news);
      }),
      stream.on("reset", ({ calls }) => {
        const gone = this.#calls.filter((call) => !call.over && !calls.some((news) => news.call === call.id));
        for (const id of [...calls.map((news) => news.call), ...gone.map((call) => call.id)])
          void this.#lookUp(id);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Places a call, and gives its id; the same `key` again places no second one. */
  async place(wish: Wish, key: string): Promise<string> {
    const { to, line, caller, seen } = wish;
    const headers = { "Idempotency-Key": key, Prefer: "return=minimal" };
    const body = { to, line, ...(caller !== null && { caller }), ...seen };
    this.#placing += 1;
    try {
      const { response } = await answered(api.POST("/api/v1/calls", { headers, body }));
      const id = response.headers.get("Location")?.split("/").pop() ?? "";
      const known = id === "" || this.#calls.some((call) => call.id === id);
      const party = { name: wish.name, number: to };
      if (!known) this.#put(placed(id, party, line, serverNow(), caller ?? ""));
      return id;
    } finally {
      this.#placing -= 1;
      this.#hearHeld();
    }
  }

  /** Asks for the end of a call. That it has ended the live stream tells. */
  async hangUp(id: string): Promise<void> {
    await taken(api.DELETE("/api/v1/calls/{call}", { params: { path: { call: id } } }));
  }

  /** Shows a call that is over no more. */
  dismiss(id: string): void {
    this.#set(this.#calls.filter((call) => call.id !== id));
  }

  #hear(news: CallNews): void {
    const call = this.#calls.find((each) => each.id === news.call);
    if (call) {
      this.#put(told(call, news));
      return;
    }
    if (this.#meanwhile.has(news.call)) {
      this.#meanwhile.set(news.call, news);
      return;
    }
    const whose = this.#others.get(news.call);
    if (whose === undefined && this.#placing > 0) {
      this.#held.set(news.call, news);
      return;
    }
    if (news.state === "ended") this.#others.delete(news.call);
    else if (whose === undefined || (whose === "nobody's" && news.state === "talking"))
      void this.#lookUp(news.call);
  }

  #hearHeld(): void {
    if (this.#placing > 0) return;
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const news of held) this.#hear(news);
  }

  async #lookUp(id: string): Promise<void> {
    this.#meanwhile.set(id, null);
    const asked = api.GET("/api/v1/calls/{call}", { params: { path: { call: id } } });
    const view = await taken<Schemas["CallView"]>(asked).catch(() => null);
    const since = this.#meanwhile.get(id);
    this.#meanwhile.delete(id);
    if (view === null) return;
    if (view.member?.id === this.me) this.#put(since ? told(fromRecord(view), since) : fromRecord(view));
    else this.#others.set(id, view.member === null ? "nobody's" : "theirs");
  }

  #put(call: Call): void {
    const place = this.#calls.findIndex((each) => each.id === call.id);
    this.#set(place === -1 ? [...this.#calls, call] : this.#calls.with(place, call));
  }

  #set(calls: readonly Call[]): void {
    this.#calls = calls;
    for (const changed of this.#watchers) changed();
  }
}
