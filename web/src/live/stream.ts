import { connect } from "./connect";
import type { Kind, News } from "./news";
import type { Standing } from "./source";

export type { CallNews, LegNews, News, SoftphoneNews } from "./news";
export type { Standing } from "./source";

type Told<K extends Kind> = (news: News[K]) => void;

/** The live stream as this tab follows it. */
export class Stream {
  #end: () => void = () => {};
  #standing: Standing = "opening";
  readonly #told = new Map<Kind, Set<Told<never>>>();
  readonly #watchers = new Set<() => void>();

  /**
   * @param refused Called when the browser gives the connection up, as where nobody is signed in any more.
   * @param whose The member's id: their tabs share a connection.
   */
  constructor(
    private readonly refused: () => void = () => {},
    private readonly whose = "",
  ) {}

  /** Opens it, until `close`. */
  open(): void {
    const hears = {
      news: (kind: Kind, news: unknown) => this.#tell(kind, news),
      stands: (standing: Standing) => this.#stand(standing),
      refused: this.refused,
    };
    this.#end = connect(hears, this.whose);
  }

  close(): void {
    this.#end();
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
    if (standing === this.#standing) return;
    this.#standing = standing;
    for (const changed of this.#watchers) changed();
  }
}
