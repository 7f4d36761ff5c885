import { useEffect, useRef } from "react";
import { useStream } from "../live/Live";

/** Calls come in bursts: what they change is asked for once after this many milliseconds. */
const GATHERED_MS = 400;

/**
 * Calls `told` when something in conversations has changed: with the ids of those that the live stream named, and none where
 * calls began or ended, of which it doesn't say whose they are.
 */
export function useNews(told: (conversations: readonly string[]) => void): void {
  const stream = useStream();
  const latest = useRef(told);
  latest.current = told;
  useEffect(() => {
    const states = new Map<string, boolean>();
    const named = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        const ids = [...named];
        named.clear();
        latest.current(ids);
      }, GATHERED_MS);
    };
    const ends = [
      stream.on("conversation", ({ conversation }) => {
        named.add(conversation);
        soon();
      }),
      stream.on("call", ({ call, state }) => {
        const over = state === "ended";
        if (states.get(call) !== over) soon();
        if (over) states.delete(call);
        else states.set(call, over);
      }),
      stream.on("reset", soon),
    ];
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [stream]);
}
