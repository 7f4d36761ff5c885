import type { CallNews, Kind, News, SoftphoneNews } from "./news";
import { Source, type Standing } from "./source";

/** What a tab tells the worker that all tabs share. */
export type FromTab = { type: "hello" } | { type: "bye" };

/** What the worker tells a tab. */
export type ToTab =
  | { type: "news"; kind: Kind; news: unknown }
  | { type: "stands"; standing: Standing }
  | { type: "refused" };

export type Port = Pick<MessagePort, "postMessage"> & {
  onmessage: ((event: MessageEvent<FromTab>) => void) | null;
};

const OVER = "ended";
const REMOVED = "removed";

/**
 * One connection to the live stream for all tabs of a browser. It is open while there is a tab, and a tab that comes
 * later begins with a `reset` as the server would give it now.
 */
export class Hub {
  readonly #tabs = new Set<Port>();
  #source: Source | null = null;
  #standing: Standing = "opening";
  /** What there is now; null until the server has told. */
  #now: News["reset"] | null = null;

  /** A tab that says hello on this port is told from then on, until it says goodbye. */
  take(port: Port): void {
    port.onmessage = ({ data }) => {
      if (data.type === "hello") this.#join(port);
      else this.#leave(port);
    };
  }

  #join(port: Port): void {
    this.#tabs.add(port);
    say(port, { type: "stands", standing: this.#standing });
    if (this.#now !== null) say(port, { type: "news", kind: "reset", news: this.#now });
    if (this.#source !== null) return;
    this.#source = new Source({
      news: (kind, news) => this.#hear(kind, news),
      stands: (standing) => {
        this.#standing = standing;
        this.#tell({ type: "stands", standing });
      },
      refused: () => this.#tell({ type: "refused" }),
    });
    this.#source.open();
  }

  #leave(port: Port): void {
    this.#tabs.delete(port);
    if (this.#tabs.size > 0) return;
    this.#source?.close();
    this.#source = null;
    this.#standing = "opening";
    this.#now = null;
  }

  #hear(kind: Kind, news: unknown): void {
    if (kind === "reset") this.#now = news as News["reset"];
    else if (this.#now !== null) this.#now = after(this.#now, kind, news);
    this.#tell({ type: "news", kind, news });
  }

  #tell(message: ToTab): void {
    for (const port of this.#tabs) say(port, message);
  }
}

function say(port: Port, message: ToTab): void {
  port.postMessage(message);
}

/** What there is after this news. */
function after(now: News["reset"], kind: Kind, news: unknown): News["reset"] {
  switch (kind) {
    case "call": {
      const call = news as CallNews;
      const others = now.calls.filter((each) => each.call !== call.call);
      return { ...now, calls: call.state === OVER ? others : [...others, call] };
    }
    case "softphone": {
      const phone = news as SoftphoneNews;
      const others = now.softphones.filter((each) => each.softphone !== phone.softphone);
      return { ...now, softphones: phone.state === REMOVED ? others : [...others, phone] };
    }
    default:
      return now;
  }
}
