/** How the live stream stands; `away` is not told of in the first second, so that nothing flickers. */
export type Standing = "opening" | "live" | "away";

/** A leg as the live stream tells of it. */
export type LegNews = {
  id: string;
  role: "member" | "contact" | "forward" | "colleague";
  state: string;
  cause?: string;
};

/** A call as it is now. `at` is UTC microseconds. */
export type CallNews = {
  call: string;
  state: string;
  at: number;
  legs: readonly LegNews[];
  disposition?: string;
  reason?: string;
  talk_ms?: number;
};

/** What each kind of event carries. */
export type News = {
  reset: { calls: readonly CallNews[]; softphones: readonly SoftphoneNews[] };
  call: CallNews;
  softphone: SoftphoneNews;
  /** Something in it has changed that no call's event tells of. */
  conversation: { conversation: string; member?: string };
  /** Who is rung by a line may have changed. */
  duty: { line: string; at: number };
  emergency: {
    call: string;
    name: string;
    number: string;
    put_through: boolean;
    detail: string;
    address: string;
  };
};

/** A softphone as it stands now. */
export type SoftphoneNews = {
  softphone: string;
  member: string;
  name: string;
  kind: string;
  state: string;
  since: number | null;
};

type Kind = keyof News;
type Told<K extends Kind> = (news: News[K]) => void;

const KINDS: readonly Kind[] = ["reset", "call", "softphone", "conversation", "duty", "emergency"];
const ADDRESS = "/api/v1/live";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

/**
 * One connection to the live stream. The browser resumes it by Last-Event-ID where it breaks off; where it gives up, as
 * on an error's answer, it is opened again, later each time, and begins with a `reset`.
 */
export class Stream {
  #source: EventSource | null = null;
  #standing: Standing = "opening";
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #told = new Map<Kind, Set<Told<never>>>();
  readonly #watchers = new Set<() => void>();

  /** `refused` is called when the browser gives the connection up, as where nobody is signed in any more. */
  constructor(private readonly refused: () => void = () => {}) {}

  /** Opens it, until `close`. */
  open(): void {
    const source = new EventSource(ADDRESS);
    this.#source = source;
    source.onopen = () => {
      this.#wait = FIRST_WAIT_MS;
      this.#stand("live");
    };
    source.onerror = () => {
      this.#stand("away");
      if (source.readyState !== EventSource.CLOSED) return;
      this.refused();
      this.#timer = setTimeout(() => this.open(), this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    };
    for (const kind of KINDS)
      source.addEventListener(kind, (event) => this.#tell(kind, JSON.parse(event.data)));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  /** Calls `told` for each event of a kind, until what this gives is called. */
  on<K extends Kind>(kind: K, told: Told<K>): () => void {
    const all = this.#told.get(kind) ?? new Set();
    this.#told.set(kind, all.add(told as Told<never>));
    return () => all.delete(told as Told<never>);
  }

  watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  standing = (): Standing => this.#standing;

  #tell(kind: Kind, news: unknown): void {
    for (const told of this.#told.get(kind) ?? []) told(news as never);
  }

  #stand(standing: Standing): void {
    this.#standing = standing;
    for (const changed of this.#watchers) changed();
  }
}
