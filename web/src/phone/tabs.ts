/** One tab of a browser is the phone; the others know how it stands. By Web Locks and a BroadcastChannel. */

import type { State } from "./state";

export interface Tabs {
  /**
   * Be the phone: resolves once this tab is, which ends with `until`.
   *
   * @param take Take it from the tab that has it, rather than wait.
   */
  own(take: boolean, events: OwnerEvents, until: AbortSignal): Promise<void>;
  /** Tell the other tabs how the phone stands. */
  tell(state: State): void;
}

export interface OwnerEvents {
  /** Another tab is the phone. This one waits, and is told how it stands there. */
  elsewhere(): void;
  told(there: State): void;
  /** Another tab has taken it. */
  taken(): void;
}

type Message = { readonly type: "asks" } | { readonly type: "tells"; readonly state: State };

export class BrowserTabs implements Tabs {
  readonly #channel: BroadcastChannel;
  #state: State | null = null;

  /** @param name Of whose phone it is: two people may be signed in to one browser, one after the other. */
  constructor(private readonly name: string) {
    this.#channel = new BroadcastChannel(name);
  }

  async own(take: boolean, events: OwnerEvents, until: AbortSignal): Promise<void> {
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.type === "tells") {
        events.told(data.state);
      } else if (this.#state !== null) {
        this.tell(this.#state);
      }
    };
    if (take) {
      await this.#lock({ steal: true }, events, until);
    } else if (!(await this.#lock({ ifAvailable: true }, events, until))) {
      events.elsewhere();
      this.#channel.postMessage({ type: "asks" } satisfies Message);
      await this.#lock({ signal: until }, events, until);
    }
  }

  tell(state: State): void {
    this.#state = state;
    this.#channel.postMessage({ type: "tells", state } satisfies Message);
  }

  /** Whether the lock is ours, once that is known. It is held until `until` is aborted. */
  #lock(options: LockOptions, events: OwnerEvents, until: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let ours = false;
      const held = navigator.locks.request(this.name, options, (lock) => {
        ours = lock !== null;
        resolve(ours);
        return ours ? over(until) : undefined;
      });
      held.then(
        () => (this.#state = null),
        (problem: unknown) => {
          this.#state = null;
          if (ours) {
            events.taken();
          } else if (until.aborted) {
            resolve(false);
          } else {
            reject(problem as Error);
          }
        },
      );
    });
  }
}

function over(until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (until.aborted) {
      resolve();
    } else {
      until.addEventListener("abort", () => resolve(), { once: true });
    }
  });
}
