import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { Field } from "../ui/Field";
import { useKept } from "../ui/useKept";
import type { Phone } from "./phone";

/** Puts a phone with any number there. */
export function AddPhone({ added }: { added: (phone: Phone) => void }) {
  const { practice } = useWords();
  const [number, setNumber] = useKept("practice.number");
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  async function add(event: FormEvent) {
    event.preventDefault();
    if (!number) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const params = { path: { number } };
      added(await taken(api.PUT("/api/v1/practice/phones/{number}", { params, body: { takes: "rings" } })));
      setNumber("");
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }
  return (
    <form className="practice-add" onSubmit={add}>
      <Field label={practice.number} error={problem?.message}>
        {(control) => <NumberInput {...control} value={number} change={setNumber} />}
      </Field>
      <button type="submit" className="button button-main" disabled={busy || !number}>
        <Plus size={18} aria-hidden />
        {practice.add}
      </button>
    </form>
  );
}
