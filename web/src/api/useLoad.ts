import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "./problem";

export type Loaded<T> =
  | { state: "loading" }
  | { state: "ready"; data: T }
  | { state: "failed"; problem: Problem };

export type Load<T> = Loaded<T> & {
  /** Asks again; what is shown stays until the answer is here. */
  again: () => void;
  /** Shows other data at once, as after a change that the server has taken. */
  put: (data: T) => void;
};

/** Loads when `ask` changes (keep it in `useCallback`); an answer that comes too late is dropped. */
export function useLoad<T>(ask: () => Promise<T>): Load<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "loading" });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn asks the same again
  useEffect(() => {
    let current = true;
    ask().then(
      (data) => current && setLoaded({ state: "ready", data }),
      (error: unknown) => current && setLoaded({ state: "failed", problem: asProblem(error) }),
    );
    return () => {
      current = false;
    };
  }, [ask, turn]);
  const again = useCallback(() => setTurn((last) => last + 1), []);
  const put = useCallback((data: T) => setLoaded({ state: "ready", data }), []);
  return { ...loaded, again, put };
}
