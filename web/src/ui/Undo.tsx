import { Undo2 } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { ProblemNotice } from "./ProblemNotice";
import "./Undo.css";

type Done = { words: string; undo: () => Promise<void> };

const OFFERED_MS = 10_000;

const Context = createContext<((done: Done) => void) | null>(null);

/** Offers for a while to take back what was done last. */
export function Undo({ children }: { children: ReactNode }) {
  const { common } = useWords();
  const [done, setDone] = useState<Done>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    if (!done) return;
    setProblem(undefined);
    const timer = setTimeout(() => setDone(undefined), OFFERED_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const undo = useCallback(async () => {
    try {
      await done?.undo();
      setDone(undefined);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, [done]);
  return (
    <Context value={setDone}>
      {children}
      <div className="undo" role="status">
        {done && (
          <div className="undo-offer">
            {done.words}
            <button type="button" className="button button-plain" onClick={undo}>
              <Undo2 size={18} aria-hidden />
              {common.undo}
            </button>
          </div>
        )}
        {problem && <ProblemNotice problem={problem} />}
      </div>
    </Context>
  );
}

/** Tells what was done, and how to take it back. */
export function useUndo(): (done: Done) => void {
  const offer = useContext(Context);
  if (offer === null) throw new Error("useUndo needs <Undo> above it");
  return offer;
}
