/** What is heard here: the ring tone, ringback, and the other side. */

import { chosenDevice } from "./devices";

const TONES = [440, 480] as const;

/** A pattern of bursts, in seconds. */
type Pattern = {
  /** When each burst begins. */
  readonly begin: readonly number[];
  readonly lasts: number;
  /** After which it begins again. */
  readonly period: number;
  /** From 0 to 1. */
  readonly loudness: number;
};

/** Of a telephone on a desk, which is not to be mistaken for ringback. */
const RING: Pattern = { begin: [0, 0.6], lasts: 0.4, period: 3, loudness: 0.12 };
/** ITU-T E.180 supplement 2, United States. The server sends none: a phone makes its own. */
const RINGBACK: Pattern = { begin: [0], lasts: 2, period: 6, loudness: 0.04 };

export type Sounding = { stop: () => void };

/** Rings until it is stopped. A page that nobody has touched yet may make no sound: then nothing is heard. */
export function ring(): Sounding {
  return sound(RING);
}

/** Lets the caller hear that it rings at the other end. */
export function ringback(): Sounding {
  return sound(RINGBACK);
}

function sound({ begin, lasts, period, loudness }: Pattern): Sounding {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0;
  volume.connect(context.destination);
  for (const hz of TONES) {
    const tone = context.createOscillator();
    tone.frequency.value = hz;
    tone.connect(volume);
    tone.start();
  }
  const bursts = () => {
    for (const each of begin) {
      const at = context.currentTime + each;
      volume.gain.setTargetAtTime(loudness, at, 0.01);
      volume.gain.setTargetAtTime(0, at + lasts, 0.03);
    }
  };
  bursts();
  const again = setInterval(bursts, period * 1000);
  return {
    stop() {
      clearInterval(again);
      void context.close();
    },
  };
}

/** Plays the other side's voice, at the device that was chosen. */
export class Earpiece {
  readonly #audio = new Audio();

  async hear(voice: MediaStream | null): Promise<void> {
    this.#audio.srcObject = voice;
    if (voice === null) return;
    await this.toDevice();
    await this.#audio.play().catch(() => {}); // a new call's voice has taken its place
  }

  /** Play at the device that is chosen now. Browsers that can't choose play at the usual one. */
  async toDevice(): Promise<void> {
    if ("setSinkId" in this.#audio) await this.#audio.setSinkId(chosenDevice("audiooutput")).catch(() => {});
  }
}
