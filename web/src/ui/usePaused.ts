import { useEffect, useState } from "react";

/** What a text was when typing last paused. */
export function usePaused(text: string, pauseMs = 200): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, pauseMs]);
  return paused;
}
