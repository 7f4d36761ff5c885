import { useEffect, useRef, useState } from "react";
import { Problem, unreachable } from "../api/problem";
import { loudness } from "./wave";

const BARS = 64;

export type Playback = {
  playing: boolean;
  /** Seconds into it. */
  at: number;
  /** How loud it is over time; empty until it was fetched. */
  wave: readonly number[];
  problem: Problem | undefined;
  toggle: () => Promise<void>;
  seek: (seconds: number) => void;
};

/** Plays a sound of the API's. It is fetched when it is first played, whole: so it can be sought in, and drawn. */
export function usePlayback(address: string, speed: number, began: () => void): Playback {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [wave, setWave] = useState<readonly number[]>([]);
  const [problem, setProblem] = useState<Problem>();

  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);
  useEffect(
    () => () => {
      audio.current?.pause();
      if (audio.current) URL.revokeObjectURL(audio.current.src);
    },
    [],
  );

  async function fetched(): Promise<HTMLAudioElement> {
    const answer = await fetch(address).catch(() => {
      throw unreachable();
    });
    if (!answer.ok) throw Problem.from(answer.status, await answer.json().catch(() => null));
    const sound = await answer.blob();
    const element = new Audio(URL.createObjectURL(sound));
    element.onplay = () => setPlaying(true);
    element.onpause = () => setPlaying(false);
    element.ontimeupdate = () => setAt(element.currentTime);
    element.onended = () => setAt(0);
    audio.current = element;
    void drawn(sound).then(setWave);
    return element;
  }

  async function toggle(): Promise<void> {
    setProblem(undefined);
    try {
      const element = audio.current ?? (await fetched());
      if (!element.paused) return element.pause();
      element.playbackRate = speed;
      await element.play();
      began();
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
      else setPlaying(false);
    }
  }

  function seek(seconds: number): void {
    setAt(seconds);
    if (audio.current) audio.current.currentTime = seconds;
  }

  return { playing, at, wave, problem, toggle, seek };
}

/** A sound's loudness; flat where this browser can't decode it. */
async function drawn(sound: Blob): Promise<number[]> {
  const context = new AudioContext();
  try {
    const decoded = await context.decodeAudioData(await sound.arrayBuffer());
    return loudness(decoded.getChannelData(0), BARS);
  } catch {
    return [];
  } finally {
    await context.close();
  }
}
