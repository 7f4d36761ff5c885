import { PhoneOutgoing } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import type { Phone } from "./phone";

/** A line that can be called, by what people call it. */
export type Callable = { id: string; number: string; name: string };

/** Calls a line from a phone, as anybody outside could. */
export function CallLine(props: { number: string; lines: readonly Callable[]; put: (phone: Phone) => void }) {
  const { practice, common } = useWords();
  const { number, put } = props;
  const lines = props.lines.filter((line) => line.number !== number);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState("");
  const [withheld, setWithheld] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const line = chosen || lines[0]?.id;
  if (!open || line === undefined)
    return (
      <button type="button" className="button" disabled={line === undefined} onClick={() => setOpen(true)}>
        <PhoneOutgoing size={18} aria-hidden />
        {line === undefined ? practice.noLine : practice.callLine}
      </button>
    );
  async function call(event: FormEvent) {
    event.preventDefault();
    if (line === undefined) return;
    setProblem(undefined);
    try {
      const params = { path: { number } };
      put(
        await taken(
          api.POST("/api/v1/practice/phones/{number}/calls", {
            params,
            body: { line, withheld, attested: false },
          }),
        ),
      );
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  return (
    <form className="practice-call" onSubmit={call}>
      <Field label={practice.whichLine} error={problem?.message}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={line}
            onChange={(event) => setChosen(event.target.value)}
          >
            {lines.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <label className="practice-check">
        <input type="checkbox" checked={withheld} onChange={(event) => setWithheld(event.target.checked)} />
        {practice.withheld}
      </label>
      <div className="practice-do">
        <button type="submit" className="button button-main">
          <PhoneOutgoing size={18} aria-hidden />
          {practice.callNow}
        </button>
        <button type="button" className="button button-plain" onClick={() => setOpen(false)}>
          {common.cancel}
        </button>
      </div>
    </form>
  );
}
