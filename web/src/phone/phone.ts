/**
 * The phone of this tab: switched on and off, its microphone, its line and its one call.
 *
 * What it is, is its `state`; whoever shows it subscribes. All that it needs of the browser comes in by `Ports`.
 */

import { type AskCredentials, type Line, type OpenLine, Refused, type SipCall } from "./sip";
import { type Happening, isOn, next, OFF, onCall, type State, type Trouble } from "./state";
import type { Tabs } from "./tabs";

export interface Ports {
  readonly tabs: Tabs;
  /** Whether the browser can carry calls at all. */
  readonly able: boolean;
  readonly openLine: OpenLine;
  readonly ask: AskCredentials;
  /** Whether the microphone is allowed already. */
  allowed(): Promise<boolean>;
  /** The microphone that its owner chose. Rejects with a DOMException, as `getUserMedia` does. */
  microphone(): Promise<MediaStream>;
  /** Let the other side be heard; null for nobody. */
  hear(voice: MediaStream | null): void;
}

/** Milliseconds without a connection after which people should know that it isn't a matter of a moment. */
export const LOST_AFTER = 10_000;
/** Milliseconds between attempts to open a line: the first, and the most. */
const SOONEST = 1_000;
const LATEST = 15_000;

export class Phone {
  #state: State;
  readonly #off: State;
  readonly #followers = new Set<() => void>();
  /** Aborted when the phone is switched off, or another tab takes it. */
  #session = new AbortController();
  #line: Line | null = null;
  #call: SipCall | null = null;
  #microphone: MediaStream | null = null;
  /** The record of the call that this page has asked for and that is to ring here; null where there is none. */
  #expected: Promise<string | null> | null = null;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: Ports) {
    this.#off = ports.able ? OFF : { is: "off", trouble: "no-calls" };
    this.#state = this.#off;
  }

  get state(): State {
    return this.#state;
  }

  /** Have `changed` called after each change, until the function is called that is given back. */
  subscribe(changed: () => void): () => void {
    this.#followers.add(changed);
    return () => this.#followers.delete(changed);
  }

  /**
   * Be the phone of this browser and sign in. While another tab is the phone this one waits, unless it is to `take` it.
   *
   * With `quietly` nobody is asked for the microphone: where it isn't allowed yet, the phone stays off.
   */
  async switchOn({ take = false, quietly = false } = {}): Promise<void> {
    if (!this.ports.able || isOn(this.#state) || (this.#state.is === "elsewhere" && !take)) {
      return;
    }
    const until = this.#begin();
    await this.ports.tabs.own(
      take,
      {
        elsewhere: () => this.#happened(until, { type: "owned-elsewhere" }),
        told: (there) => this.#happened(until, { type: "told", there }),
        taken: () => void this.#waitAgain(until),
      },
      until,
    );
    if (quietly && !(await this.ports.allowed())) {
      if (!until.aborted) this.switchOff();
      return;
    }
    this.#happened(until, { type: "switched-on" });
    if (!until.aborted && (await this.#mayListen(until))) {
      this.#happened(until, { type: "microphone-granted" });
      await this.#open(until);
    }
  }

  /** Sign out. A call ends. */
  switchOff(): void {
    this.#end();
    this.#set(this.#off);
  }

  /** The network is back, or the machine is awake: try to connect now. */
  hurry(): void {
    this.#line?.hurry();
  }

  /** Take the call that rings. */
  async accept(): Promise<void> {
    const call = this.#call;
    if (this.#state.is !== "ringing" || call === null) {
      return;
    }
    const until = this.#session.signal;
    const microphone = await this.#listen(until);
    if (microphone !== null && this.#call === call && this.#state.is === "ringing") {
      this.#microphone = microphone;
      call.answer(microphone);
    } else {
      stop(microphone);
    }
  }

  /** Call a number, an extension or a key such as `*1`. */
  async place(number: string): Promise<void> {
    if (this.#state.is !== "ready") {
      return;
    }
    const until = this.#session.signal;
    const microphone = await this.#listen(until);
    if (microphone === null || this.#line === null || !this.#is("ready")) {
      stop(microphone);
      return;
    }
    const call = this.#line.call(number, microphone);
    this.#microphone = microphone;
    this.#happened(until, { type: "calls", call: call.call });
    this.#follow(until, call);
  }

  /**
   * Take a call without a question when it rings here: one that this page has just asked the server for.
   *
   * @param record The call's id on the server, once that is known; null where there is no such call after all.
   */
  expect(record: Promise<string | null>): void {
    this.#expected = record;
  }

  /** Decline the call that rings, call off the one that we place, or hang up. */
  end(): void {
    this.#call?.end();
  }

  mute(muted: boolean): void {
    this.#call?.mute(muted);
    this.#happened(this.#session.signal, { type: "muted", muted });
  }

  /** Press a key: 0-9, * or #. */
  press(key: string): void {
    if (this.#state.is === "talking") {
      this.#call?.press(key);
    }
  }

  // Within

  #begin(): AbortSignal {
    this.#end();
    this.#session = new AbortController();
    return this.#session.signal;
  }

  #end(): void {
    this.#session.abort();
    this.#line?.stop();
    this.#line = null;
    this.#hungUp();
  }

  #fail(trouble: Trouble): void {
    this.#end();
    this.#set({ is: "off", trouble });
  }

  /** Another tab has taken the phone: wait until it is ours again. */
  async #waitAgain(until: AbortSignal): Promise<void> {
    if (!until.aborted) {
      this.#end();
      this.#set(this.#off);
      await this.switchOn();
    }
  }

  async #mayListen(until: AbortSignal): Promise<boolean> {
    const microphone = await this.#listen(until);
    stop(microphone);
    return microphone !== null;
  }

  /** The microphone; null where there is none, or it isn't wanted any more. */
  async #listen(until: AbortSignal): Promise<MediaStream | null> {
    try {
      const microphone = await this.ports.microphone();
      if (!until.aborted) {
        return microphone;
      }
      stop(microphone);
    } catch (problem) {
      if (!until.aborted) {
        this.#fail(troubleOf(problem));
      }
    }
    return null;
  }

  async #open(until: AbortSignal): Promise<void> {
    for (let pause = SOONEST; !until.aborted; pause = Math.min(LATEST, 2 * pause)) {
      try {
        const line = await this.ports.openLine(this.ports.ask, {
          registered: () => this.#happened(until, { type: "registered" }),
          disconnected: () => this.#happened(until, { type: "disconnected" }),
          forgotten: () => void this.#openAgain(until),
          refused: () => this.#refused(until),
          rings: (call) => this.#rings(until, call),
        });
        if (until.aborted) {
          line.stop();
        } else {
          this.#line = line;
        }
        return;
      } catch (problem) {
        if (problem instanceof Refused) {
          this.#refused(until);
          return;
        }
        await passed(pause, until);
      }
    }
  }

  async #openAgain(until: AbortSignal): Promise<void> {
    if (!until.aborted) {
      this.#line?.stop();
      this.#line = null;
      this.#happened(until, { type: "disconnected" });
      await this.#open(until);
    }
  }

  #refused(until: AbortSignal): void {
    if (!until.aborted) {
      this.#fail("not-allowed");
    }
  }

  #rings(until: AbortSignal, call: SipCall): void {
    const expected = this.#expected;
    this.#happened(until, { type: "rings", call: expected ? { ...call.call, ours: true } : call.call });
    if (onCall(this.#state)?.id !== call.call.id) {
      call.end();
      return;
    }
    this.#follow(until, call);
    if (expected) void this.#takeOurs(until, call, expected);
  }

  async #takeOurs(until: AbortSignal, call: SipCall, expected: Promise<string | null>): Promise<void> {
    const record = await expected;
    if (this.#call !== call) return;
    if (record === call.call.record) {
      this.#expected = null;
      await this.accept();
    } else {
      this.#happened(until, { type: "not-ours", call: call.call.id });
    }
  }

  #follow(until: AbortSignal, call: SipCall): void {
    this.#call = call;
    const ours = (happened: Happening): void => {
      if (this.#call === call) {
        this.#happened(until, happened);
      }
    };
    call.follow({
      answered: () => ours({ type: "answered", call: call.call.id, at: Date.now() }),
      hears: (voice) => this.ports.hear(voice),
      ended: () => {
        ours({ type: "ended", call: call.call.id });
        if (this.#call === call) {
          this.#hungUp();
        }
      },
    });
  }

  #hungUp(): void {
    this.#call = null;
    stop(this.#microphone);
    this.#microphone = null;
    this.ports.hear(null);
  }

  #is(is: State["is"]): boolean {
    return this.#state.is === is;
  }

  #happened(until: AbortSignal, happened: Happening): void {
    if (!until.aborted) {
      this.#set(next(this.#state, happened));
    }
  }

  #set(state: State): void {
    if (state === this.#state) {
      return;
    }
    this.#state = state;
    if (isOn(state)) {
      this.ports.tabs.tell(state);
    }
    clearTimeout(this.#lostTimer);
    if (state.is === "connecting" || state.is === "reconnecting") {
      const until = this.#session.signal;
      this.#lostTimer = setTimeout(() => this.#happened(until, { type: "still-disconnected" }), LOST_AFTER);
    }
    for (const changed of this.#followers) {
      changed();
    }
  }
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) {
    track.stop();
  }
}

function troubleOf(problem: unknown): Trouble {
  switch (problem instanceof DOMException ? problem.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "microphone-refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "microphone-missing";
    case "NotReadableError":
    case "AbortError":
      return "microphone-busy";
    default:
      return "not-supported";
  }
}

function passed(ms: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    until.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
