import { type FormEvent, useCallback, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useKept } from "./useKept";

export type Form<T> = {
  /** What the form shows. */
  draft: T;
  change: (part: Partial<T>) => void;
  /** Whether there is something to save. */
  changed: boolean;
  /** Whether what is saved was changed by somebody else since this draft was begun. */
  overtaken: boolean;
  saving: boolean;
  /** Whether the last thing that was done is that it was saved. */
  done: boolean;
  problem: Problem | undefined;
  /** What is wrong with one field. */
  about: (field: string) => string | undefined;
  submit: (event?: FormEvent) => Promise<void>;
  /** Back to what is saved. */
  reset: () => void;
};

type Kept<T> = { base: string; draft: T };

/**
 * A form over something that is saved: what is not saved yet is kept on this device over a reload, under the name `kept`.
 * No secret belongs in it.
 */
export function useForm<T extends object>(
  kept: string,
  saved: T,
  save: (draft: T) => Promise<unknown>,
): Form<T> {
  const [text, keep] = useKept(kept);
  const [saving, setSaving] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const standing = JSON.stringify(saved);
  const begun = text ? (JSON.parse(text) as Kept<T>) : undefined;
  const draft = { ...saved, ...begun?.draft };
  const changed = begun !== undefined && JSON.stringify(draft) !== standing;

  function change(part: Partial<T>) {
    setProblem(undefined);
    setDone(false);
    keep(JSON.stringify({ base: begun?.base ?? standing, draft: { ...draft, ...part } }));
  }

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    setSaving(true);
    setProblem(undefined);
    try {
      await save(draft);
      keep("");
      setDone(true);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
  }

  const reset = useCallback(() => {
    keep("");
    setProblem(undefined);
  }, [keep]);
  return {
    draft,
    change,
    changed,
    overtaken: changed && begun.base !== standing,
    saving,
    done,
    problem,
    about: (field) => problem?.about(field),
    submit,
    reset,
  };
}
