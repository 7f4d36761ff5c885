/** The line over JsSIP: registration, calls and their audio. A chunk of its own, loaded when the phone is switched on. */

import { UA } from "jssip";
import type { IceCandidateEvent, RTCSession } from "jssip/lib/RTCSession";
import type { RTCSessionEvent } from "jssip/lib/UA";

import { agent } from "./agent";
import { findable } from "./candidates";
import type { AskCredentials, CallEvents, Credentials, Line, LineEvents, OpenLine, SipCall } from "./sip";
import { SipSocket } from "./socket";
import type { Call } from "./state";

const HOST = "offhook.invalid";
/** Seconds for which a registration is good. JsSIP asks for more after half of them at the earliest. */
const REGISTERED_FOR = 300;
/** Milliseconds without a way for audio after which a call is over. The other side ends it after five seconds. */
const GONE_AFTER = 6_000;
/** Milliseconds that a call waits for a relay's address, where there are relays. */
const RELAY_PATIENCE = 1_000;
/** Milliseconds until a registration that was refused is tried again: the first time, and the most. */
const SOONEST = 1_000;
const LATEST = 30_000;
/** Milliseconds between two secrets, at most and at least: this device's clock may be wrong. */
const RARELY = 5 * 60_000;
const OFTEN = 60_000;
const BUSY = 486;
const DECLINED = 603;
/** The call's id on the server. */
const RECORD_HEADER = "X-Call";
const TELEPHONE_EVENTS = "RFC2833";

export const openLine: OpenLine = async (ask, events) => {
  const line = new JsSipLine(ask, events, await ask(null));
  line.start();
  return line;
};

class JsSipLine implements Line {
  readonly #ua: UA;
  readonly #socket: SipSocket;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  /** Registrations in a row that were refused. */
  #refusals = 0;
  #fresh = true;
  /** Whether the connection that calls began on is gone. */
  #wasLost = false;
  #call: JsSipCall | null = null;

  constructor(
    private readonly ask: AskCredentials,
    private readonly events: LineEvents,
    private credentials: Credentials,
  ) {
    this.#socket = new SipSocket(
      () => this.#address(),
      () => events.refused(),
      credentials.socket,
    );
    this.#ua = new UA({
      sockets: this.#socket,
      uri: `sip:${credentials.username}@${HOST}`,
      realm: credentials.realm,
      password: credentials.secret,
      register_expires: REGISTERED_FOR,
      session_timers: false,
      // Ours is the pause that matters: JsSIP asks the socket soon, and the socket takes its time.
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 1,
      user_agent: agent(navigator.userAgent),
    });
  }

  start(): void {
    this.#ua.on("registered", () => {
      this.#refusals = 0;
      if (this.#wasLost) this.#call?.refresh();
      this.#wasLost = false;
      this.events.registered();
    });
    this.#ua.on("unregistered", () => {
      this.#wasLost = true;
      this.events.disconnected();
    });
    this.#ua.on("registrationFailed", () => this.#renewSoon());
    this.#ua.on("newRTCSession", (event: RTCSessionEvent) => this.#rings(event));
    this.#renewInTime();
    this.#ua.start();
  }

  stop(): void {
    clearTimeout(this.#renewal);
    this.#ua.removeAllListeners();
    this.#ua.stop();
    if (!this.#ua.isConnected()) this.#socket.disconnect();
  }

  hurry(): void {
    this.#socket.hurry();
  }

  call(number: string, microphone: MediaStream): SipCall {
    const session = this.#ua.call(`sip:${number}@${HOST}`, {
      mediaStream: microphone,
      pcConfig: iceOf(this.credentials),
    });
    return this.#took(new JsSipCall(session, "", number, this.credentials));
  }

  /** Where the socket is to connect: with other credentials each time, but for the first. */
  async #address(): Promise<string> {
    if (!this.#fresh) {
      this.#use(await this.ask(this.credentials.username));
    }
    this.#fresh = false;
    return this.credentials.socket;
  }

  /** Take another secret before the one that we have is over. A registration holds on to its connection. */
  #renewInTime(): void {
    clearTimeout(this.#renewal);
    const half = (this.credentials.expiresAt - Date.now()) / 2;
    this.#renewal = setTimeout(() => void this.#renew(), Math.min(RARELY, Math.max(OFTEN, half)));
  }

  /** Not let in, as while Asterisk starts and was told of nobody yet: try again with another secret, ever slower. */
  #renewSoon(): void {
    const pause = Math.min(LATEST, SOONEST * 2 ** this.#refusals);
    this.#refusals += 1;
    clearTimeout(this.#renewal);
    this.#renewal = setTimeout(() => void this.#renew(), pause);
  }

  async #renew(): Promise<void> {
    try {
      this.#use(await this.ask(this.credentials.username));
      if (this.#ua.isConnected()) {
        this.#ua.register();
      }
    } catch {
      // A connection that ends asks by itself, and tells who is refused.
      if (this.#refusals > 0) this.#renewSoon();
      else this.#renewInTime();
    }
  }

  #use(credentials: Credentials): void {
    if (credentials.username !== this.credentials.username) {
      this.events.forgotten();
      return;
    }
    this.credentials = credentials;
    this.#ua.set("password", credentials.secret);
    this.#renewInTime();
  }

  #rings({ originator, session, request }: RTCSessionEvent): void {
    if (originator !== "remote") {
      return;
    }
    if (this.#call !== null) {
      session.terminate({ status_code: BUSY });
      return;
    }
    const record = (request.getHeader(RECORD_HEADER) as string | undefined) ?? "";
    this.events.rings(
      this.#took(new JsSipCall(session, record, session.remote_identity.uri.user ?? "", this.credentials)),
    );
  }

  #took(call: JsSipCall): JsSipCall {
    this.#call = call;
    const over = () => {
      if (this.#call === call) {
        this.#call = null;
      }
    };
    call.session.on("ended", over);
    call.session.on("failed", over);
    return call;
  }
}

class JsSipCall implements SipCall {
  readonly call: Call;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly session: RTCSession,
    record: string,
    number: string,
    private readonly credentials: Credentials,
  ) {
    const incoming = session.direction === "incoming";
    this.call = {
      id: session.id,
      direction: incoming ? "incoming" : "outgoing",
      record,
      number,
      name: incoming ? (session.remote_identity.display_name ?? "") : "",
    };
    session.on("icecandidate", (event) => this.#candidate(event));
    session.on("sdp", (event) => {
      if (event.originator !== "remote") event.sdp = findable(event.sdp);
    });
  }

  follow(events: CallEvents): void {
    const watch = (connection: RTCPeerConnection) => {
      connection.addEventListener("track", ({ streams, track }) =>
        events.hears(streams[0] ?? new MediaStream([track])),
      );
      connection.addEventListener("iceconnectionstatechange", () => this.#path(connection));
    };
    // We call: the connection is there before anybody can listen.
    if (this.session.connection) {
      watch(this.session.connection);
    }
    this.session.on("peerconnection", ({ peerconnection }) => watch(peerconnection));
    this.session.on("accepted", () => events.answered());
    this.session.on("ended", () => events.ended());
    this.session.on("failed", () => events.ended());
  }

  answer(microphone: MediaStream): void {
    this.session.answer({ mediaStream: microphone, pcConfig: iceOf(this.credentials) });
  }

  end(): void {
    if (this.session.isEnded()) {
      return;
    }
    const declined = this.call.direction === "incoming" && this.session.isInProgress();
    this.session.terminate(declined ? { status_code: DECLINED } : {});
  }

  /** Tell the other side by which connection we are reached now: else its hanging up would not come through. */
  refresh(): void {
    if (this.session.isEstablished()) this.session.renegotiate({ useUpdate: true });
  }

  mute(muted: boolean): void {
    if (muted) {
      this.session.mute({ audio: true });
    } else {
      this.session.unmute({ audio: true });
    }
  }

  press(key: string): void {
    this.session.sendDTMF(key, { transportType: TELEPHONE_EVENTS as never });
  }

  /** A call without audio is over at the other side, though its end may not have come through: so it is here. */
  #path(connection: RTCPeerConnection): void {
    clearTimeout(this.#silence);
    if (connection.iceConnectionState === "disconnected") {
      this.#silence = setTimeout(() => this.end(), GONE_AFTER);
    }
  }

  /**
   * Go on with the first address that will do. The other side learns more of them by what it gets, and JsSIP would wait
   * for every network of the machine. With relays it is worth a moment: behind some firewalls nothing else gets through.
   */
  #candidate({ candidate, ready }: IceCandidateEvent): void {
    if (candidate.protocol !== "udp") {
      return;
    }
    if (this.credentials.iceServers.length === 0 || candidate.type === "relay") {
      ready();
    } else {
      setTimeout(ready, RELAY_PATIENCE);
    }
  }
}

function iceOf(credentials: Credentials): RTCConfiguration {
  return { iceServers: [...credentials.iceServers], rtcpMuxPolicy: "require" };
}
