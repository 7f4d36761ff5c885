import { useCallback, useEffect, useState } from "react";
import { asProblem, type Problem } from "./problem";

type Page<T> = { items: readonly T[]; next: string | null };

export type Pages<T> = {
  /** What is here so far; undefined until the first page is. */
  items: readonly T[] | undefined;
  /** Whether there is more, and it can be asked for. */
  more: (() => void) | undefined;
  busy: boolean;
  problem: Problem | undefined;
  /** Begins anew. */
  again: () => void;
  /** Changes what is here, as after a change that the server has taken. */
  put: (change: (items: readonly T[]) => readonly T[]) => void;
};

type Here<T> = Page<T> | undefined;

/** A list that comes in pages. It begins anew when `ask` changes: keep that in `useCallback`. */
export function usePages<T>(ask: (cursor: string | null) => Promise<Page<T>>): Pages<T> {
  const [here, setHere] = useState<Here<T>>();
  const [problem, setProblem] = useState<Problem>();
  const [wanted, setWanted] = useState<{ cursor: string | null; turn: number }>({ cursor: null, turn: 0 });
  const [busy, setBusy] = useState(true);

  useEffect(() => {
    let current = true;
    setBusy(true);
    ask(wanted.cursor).then(
      (page) => {
        if (!current) return;
        const before = (old: Here<T>) => (wanted.cursor === null ? [] : (old?.items ?? []));
        setHere((old) => ({ next: page.next, items: [...before(old), ...page.items] }));
        setProblem(undefined);
        setBusy(false);
      },
      (error: unknown) => {
        if (!current) return;
        setProblem(asProblem(error));
        setBusy(false);
      },
    );
    return () => {
      current = false;
    };
  }, [ask, wanted]);

  const again = useCallback(() => setWanted(({ turn }) => ({ cursor: null, turn: turn + 1 })), []);
  const put = useCallback(
    (change: (items: readonly T[]) => readonly T[]) =>
      setHere((old) => old && { ...old, items: change(old.items) }),
    [],
  );
  const next = here?.next ?? null;
  const more = next === null || busy ? undefined : () => setWanted(({ turn }) => ({ cursor: next, turn }));
  return { items: here?.items, more, busy, problem, again, put };
}
