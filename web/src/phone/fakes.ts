/** What the phone needs, as tests have it: everything happens when they say so. */

import { vi } from "vitest";
import { Phone } from "./phone";
import type { CallEvents, Line, LineEvents, SipCall } from "./sip";
import type { Call, State } from "./state";
import type { OwnerEvents } from "./tabs";

export class FakeCall implements SipCall {
  events: CallEvents | null = null;
  readonly answer = vi.fn(() => this.events?.answered());
  readonly end = vi.fn(() => this.events?.ended());
  readonly mute = vi.fn();
  readonly press = vi.fn();

  constructor(readonly call: Call) {}

  follow(events: CallEvents): void {
    this.events = events;
  }
}

export class FakeLine implements Line {
  readonly stop = vi.fn();
  readonly hurry = vi.fn();
  placed: FakeCall | null = null;

  constructor(readonly events: LineEvents) {}

  call(number: string): SipCall {
    this.placed = new FakeCall({ id: "ours", direction: "outgoing", record: "", number, name: "" });
    return this.placed;
  }
}

/** A microphone that notes when it is closed. */
export function fakeMicrophone() {
  const stop = vi.fn();
  return { stop, stream: { getTracks: () => [{ stop }] } as unknown as MediaStream };
}

/** A phone with everything around it. */
export function fakePhone({ able = true } = {}) {
  const lines: FakeLine[] = [];
  const told: State[] = [];
  const microphone = fakeMicrophone();
  const owners: { events: OwnerEvents; until: AbortSignal; own: () => void; take: boolean }[] = [];
  const around = {
    lines,
    told,
    microphone,
    owners,
    heard: [] as (MediaStream | null)[],
    /** Why the line can't be opened; null where it can. */
    trouble: null as Error | null,
    /** Whether the microphone may be opened without asking. */
    allowed: true,
    /** Why there is no microphone. */
    deaf: null as DOMException | null,
    get line(): FakeLine {
      const last = lines.at(-1);
      if (last === undefined) throw new Error("no line was opened");
      return last;
    },
  };
  const phone = new Phone({
    able,
    tabs: {
      own: (take, events, until) =>
        new Promise((own) => {
          owners.push({ take, events, until, own });
        }),
      tell: (state) => told.push(state),
    },
    async openLine(_ask, events) {
      if (around.trouble) throw around.trouble;
      const line = new FakeLine(events);
      lines.push(line);
      return line;
    },
    ask: () => Promise.reject(new Error("no line asks here")),
    allowed: async () => around.allowed,
    async microphone() {
      if (around.deaf) throw around.deaf;
      return microphone.stream;
    },
    hear: (voice) => around.heard.push(voice),
  });
  return { phone, around };
}

/** Switched on and signed in. */
export async function readyPhone() {
  const made = fakePhone();
  void made.phone.switchOn();
  made.around.owners.at(-1)?.own();
  await settled();
  made.around.line.events.registered();
  return made;
}

/** What was begun without a timer has come to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export function incoming(id = "1"): FakeCall {
  return new FakeCall({ id, direction: "incoming", record: "call_1", number: "+12025550100", name: "" });
}
