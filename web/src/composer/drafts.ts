import type { Uploaded } from "./server";

/** What is written and not sent. */
export type Draft = { text: string; pictures: readonly Uploaded[] };

export const EMPTY: Draft = { text: "", pictures: [] };

/** Where a draft is kept for all of one's devices. */
export type DraftServer = {
  get: () => Promise<Draft>;
  put: (draft: Draft) => Promise<unknown>;
};

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;
/** As this device keeps it; `late` while the server does not have it. */
type Written = Draft & { late: boolean };

/** How long typing pauses before the server is told. */
export const PAUSE_MS = 800;

/**
 * The draft of one conversation: on this device at each key, so that neither a reload nor a dead connection loses it, and
 * on the server once typing pauses, so that it is there on one's other devices too. What this device has and the server
 * hasn't comes first.
 */
export class DraftKeeper {
  #draft: Draft;
  #late: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<() => void>();

  constructor(
    private readonly name: string,
    private readonly kept: Kept,
    /** Null where there is no conversation yet: then this device alone keeps it. */
    private readonly server: DraftServer | null,
  ) {
    const { late, ...draft } = JSON.parse(kept.getItem(name) ?? "null") ?? { ...EMPTY, late: false };
    this.#draft = draft;
    this.#late = late;
  }

  draft = (): Draft => this.#draft;

  watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  /** Takes what another device wrote, or tells what this one has written; again whenever the network is back. */
  async meet(): Promise<void> {
    if (this.server === null) return;
    if (this.#late) return this.#tell();
    const before = this.#draft;
    const theirs = await this.server.get().catch(() => null); // what is here can be written on
    if (theirs === null || this.#draft !== before) return;
    this.#draft = theirs;
    this.#changed();
  }

  change(part: Partial<Draft>): void {
    this.#draft = { ...this.#draft, ...part };
    this.#late = true;
    this.#changed();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), PAUSE_MS);
  }

  /** It was sent: neither this device nor the server keeps it. */
  clear(): Promise<void> {
    this.change(EMPTY);
    clearTimeout(this.#timer);
    return this.#tell();
  }

  /** Before the page goes elsewhere: what is not told yet is told now. */
  leave(): void {
    clearTimeout(this.#timer);
    if (this.#late) void this.#tell();
  }

  async #tell(): Promise<void> {
    if (this.server === null) return;
    const told = this.#draft;
    try {
      await this.server.put(told);
    } catch {
      return; // it stays late, and is told by the next change or when it is opened again
    }
    if (this.#draft !== told) return;
    this.#late = false;
    this.#keep();
  }

  #changed(): void {
    this.#keep();
    for (const changed of this.#watchers) changed();
  }

  #keep(): void {
    const { text, pictures } = this.#draft;
    const empty = text === "" && pictures.length === 0;
    const written: Written = { text, pictures, late: this.#late };
    if (empty && !this.#late) this.kept.removeItem(this.name);
    else this.kept.setItem(this.name, JSON.stringify(written));
  }
}
