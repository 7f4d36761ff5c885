import { Phone } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useKept } from "../ui/useKept";
import type { Draft } from "./draft";
import { FieldRows } from "./FieldRows";
import { NumberRows } from "./NumberRows";

/** A contact to read and to change. What is not saved yet is kept over a reload. */
export function ContactForm(props: {
  title: string;
  /** The name under which what is not saved is kept. */
  kept: string;
  saved: Draft;
  /** The number to call, if there is one. */
  call?: string | undefined;
  save: (draft: Draft) => Promise<void>;
}) {
  const { common, contacts, history } = useWords();
  const [text, keep] = useKept(props.kept);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const draft = text ? (JSON.parse(text) as Draft) : props.saved;
  const changed = text !== "" && text !== JSON.stringify(props.saved);
  const change = (part: Partial<Draft>) => {
    setProblem(undefined);
    keep(JSON.stringify({ ...draft, ...part }));
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    setSaving(true);
    try {
      await props.save(draft);
      keep("");
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
  }

  const beside = problem?.fields.some(({ field }) => /^(name|numbers)/.test(field));
  return (
    <form className="card contact-form" onSubmit={submit} noValidate>
      <div className="contact-form-head">
        <h2>{props.title}</h2>
        {props.call && (
          <Link className="button button-main" href={`/dial?to=${encodeURIComponent(props.call)}`}>
            <Phone size={18} aria-hidden />
            {history.callAgain(props.title)}
          </Link>
        )}
      </div>
      <Field label={contacts.name} error={problem?.about("name")}>
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            value={draft.name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <NumberRows numbers={draft.numbers} change={(numbers) => change({ numbers })} problem={problem} />
      <FieldRows fields={draft.fields} change={(fields) => change({ fields })} />
      {problem && !beside && <ProblemNotice problem={problem} />}
      <div className="contact-form-do">
        <button type="submit" className="button button-main" disabled={!changed || saving}>
          {saving ? common.saving : common.save}
        </button>
        {changed && (
          <button type="button" className="button button-plain" onClick={() => keep("")}>
            {common.cancel}
          </button>
        )}
      </div>
    </form>
  );
}
