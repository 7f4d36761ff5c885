import { useEffect, useState } from "react";
import { serverNow } from "./clock";

/** The server's time, anew each second while something is counted by it. */
export function useNow(counting: boolean): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!counting) return;
    setNow(serverNow());
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, [counting]);
  return now;
}
