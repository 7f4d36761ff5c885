import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useKept } from "./useKept";

export type Form<T> = {
  draft: T;
  change: (part: Partial<T>) => void;
  /** Whether the draft differs from what is saved. */
  changed: boolean;
  saving: boolean;
  problem: Problem | undefined;
  submit: (event: FormEvent) => Promise<void>;
  /** Back to what is saved. */
  reset: () => void;
};

/** A form over a record. What is typed and not saved yet is kept on this device under the name `kept`, over a reload. */
export function useForm<T extends object>(
  kept: string,
  saved: T,
  save: (draft: T) => Promise<unknown>,
): Form<T> {
  const [text, keep] = useKept(kept);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const draft: T = text ? { ...saved, ...(JSON.parse(text) as Partial<T>) } : saved;
  const changed = JSON.stringify(draft) !== JSON.stringify(saved);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setSaving(true);
    setProblem(undefined);
    try {
      await save(draft);
      keep("");
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
  }

  return {
    draft,
    change(part) {
      setProblem(undefined);
      keep(JSON.stringify({ ...draft, ...part }));
    },
    changed,
    saving,
    problem,
    submit,
    reset() {
      setProblem(undefined);
      keep("");
    },
  };
}
