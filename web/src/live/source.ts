import type { Kind } from "./news";
import { KINDS } from "./news";

/** How the live stream stands; `away` is not told of in the first second, so that nothing flickers. */
export type Standing = "opening" | "live" | "away";

/** Is told what comes over the live stream. */
export interface Hears {
  news(kind: Kind, news: unknown): void;
  stands(standing: Standing): void;
  /** The browser gave the connection up, as where nobody is signed in any more. It is tried again all the same. */
  refused(): void;
}

const ADDRESS = "/api/v1/live";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

/**
 * One connection to the live stream. The browser resumes it by Last-Event-ID where it breaks off; where it gives up, as
 * on an error's answer, it is opened again, later each time, and begins with a `reset`.
 */
export class Source {
  #source: EventSource | null = null;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly hears: Hears) {}

  /** Opens it, until `close`. */
  open(): void {
    const source = new EventSource(ADDRESS);
    this.#source = source;
    source.onopen = () => {
      this.#wait = FIRST_WAIT_MS;
      this.hears.stands("live");
    };
    source.onerror = () => {
      this.hears.stands("away");
      if (source.readyState !== EventSource.CLOSED) return;
      this.hears.refused();
      this.#timer = setTimeout(() => this.open(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    };
    for (const kind of KINDS)
      source.addEventListener(kind, (event) => this.hears.news(kind, JSON.parse(event.data)));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }
}
