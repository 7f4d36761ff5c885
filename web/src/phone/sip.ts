/** What the phone needs of SIP, and no more of it: `jssip.ts` has it from JsSIP, tests have their own. */

import type { Call } from "./state";

/** What signs this page in. It is good for minutes, and asked for again before they are over. */
export interface Credentials {
  readonly username: string;
  readonly secret: string;
  readonly realm: string;
  /** Milliseconds, as of `Date.now()`. */
  readonly expiresAt: number;
  /** The WebSocket's address. */
  readonly socket: string;
  readonly iceServers: readonly RTCIceServer[];
}

/**
 * Asks for credentials: with another secret for this user name, where the server knows it still.
 *
 * Rejects with `Refused` where it is no use to ask again.
 */
export type AskCredentials = (username: string | null) => Promise<Credentials>;

/** The server says no, and will not say yes a moment later. */
export class Refused extends Error {}

/** Signs in, and stays signed in until it is told to stop. Rejects as `AskCredentials` does. */
export type OpenLine = (ask: AskCredentials, events: LineEvents) => Promise<Line>;

export interface Line {
  /** Sign out, and end the calls. */
  stop(): void;
  /** Try to connect now rather than later: the network is back, or the machine is awake. */
  hurry(): void;
  /** Call a number. What becomes of it is told to whoever follows it from then on. */
  call(number: string, microphone: MediaStream): SipCall;
}

export interface LineEvents {
  registered(): void;
  disconnected(): void;
  /** The server has forgotten this page, as after a long sleep: another line must be opened. */
  forgotten(): void;
  /** The server signs this page in no more. */
  refused(): void;
  /** A call rings. */
  rings(call: SipCall): void;
}

export interface SipCall {
  readonly call: Call;
  /** Has `events` told of what becomes of it. To be called at once. */
  follow(events: CallEvents): void;
  answer(microphone: MediaStream): void;
  /** Decline it, call it off, or hang up: whichever it takes. */
  end(): void;
  mute(muted: boolean): void;
  press(key: string): void;
}

export interface CallEvents {
  answered(): void;
  /** The other side's voice. */
  hears(stream: MediaStream): void;
  ended(): void;
}
