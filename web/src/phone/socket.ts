/**
 * The WebSocket under JsSIP. It asks where to connect before each attempt, tries again by itself and ever slower, and
 * notices when nobody is at the other end any more: the server asks (OPTIONS) every five seconds whether we are there.
 *
 * JsSIP is told of a connection that was lost, asks a second later for another one, and waits for as long as that takes.
 */

import type { Socket } from "jssip/lib/Socket";

import { Refused } from "./sip";

/** Milliseconds of silence after which a connection counts as lost. */
export const SILENCE = 8_000;
/** Milliseconds before the first attempt that follows one which failed, and before the last ones. */
const SOONEST = 500;
const LATEST = 15_000;

type Message = Parameters<Socket["send"]>[0];

export class SipSocket implements Socket {
  via_transport: string;
  readonly sip_uri = "sip:offhook.invalid;transport=ws";
  readonly url: string;

  // JsSIP puts its own in their place.
  onconnect = (): void => undefined;
  ondisconnect = (_error: boolean, _code?: number, _reason?: string): void => undefined;
  ondata = (_data: unknown): void => undefined;

  #socket: WebSocket | null = null;
  #wanted = false;
  /** Whether JsSIP has been told that it is connected. */
  #told = false;
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param address Where to connect now. Rejects with `Refused` where that is no use.
   * @param refused Told of that.
   * @param first Where it connects first: it stays at this server.
   */
  constructor(
    private readonly address: () => Promise<string>,
    private readonly refused: () => void,
    first: string,
  ) {
    this.url = new URL("/sip/", first).href;
    this.via_transport = this.url.startsWith("wss:") ? "WSS" : "WS";
  }

  connect(): void {
    this.#wanted = true;
    void this.#open();
  }

  disconnect(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** Try now. A connection that is there, or under way, is not touched. */
  hurry(): void {
    if (this.#retry !== undefined) {
      this.#attempts = 0;
      void this.#open();
    }
  }

  send(message: Message): boolean {
    if (!this.isConnected()) {
      return false;
    }
    this.#socket?.send(message as string);
    return true;
  }

  isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.#wanted && !this.isConnected();
  }

  async #open(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    let address: string;
    try {
      address = await this.address();
    } catch (problem) {
      if (problem instanceof Refused) {
        this.refused();
      } else if (this.#wanted) {
        this.#later();
      }
      return;
    }
    if (!this.#wanted) {
      return;
    }
    const socket = new WebSocket(address, "sip");
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#attempts = 0;
      this.#told = true;
      this.#expectSomething();
      this.onconnect();
    };
    socket.onmessage = ({ data }) => {
      this.#expectSomething();
      this.ondata(data);
    };
    socket.onclose = ({ wasClean, code, reason }) => this.#lost(!wasClean, code, reason);
    this.#expectSomething();
  }

  #expectSomething(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(true, 1006, "silence"), SILENCE);
  }

  #lost(error: boolean, code: number, reason: string): void {
    this.#drop();
    if (this.#told) {
      this.#told = false;
      this.ondisconnect(error, code, reason);
    } else {
      this.#later();
    }
  }

  #later(): void {
    const pause = Math.min(LATEST, SOONEST * 2 ** this.#attempts);
    this.#attempts += 1;
    this.#retry = setTimeout(() => void this.#open(), pause * (0.75 + Math.random() / 2));
  }

  #drop(): void {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}
