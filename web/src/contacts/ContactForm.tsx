import { type FormEvent, type ReactNode, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { CallLink } from "../calls/CallLink";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useKept } from "../ui/useKept";
import { type Draft, EMPTY } from "./draft";
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
  /** What else can be done, beside saving. */
  more?: ReactNode;
}) {
  const { common, contacts } = useWords();
  const [text, keep] = useKept(props.kept);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const draft: Draft = text ? { ...EMPTY, ...JSON.parse(text) } : props.saved;
  const changed = text !== "" && JSON.stringify(draft) !== JSON.stringify(props.saved);
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

  const beside = problem?.fields.some(({ field }) => /^(name|numbers|notes)/.test(field));
  return (
    <form className="card contact-form" onSubmit={submit} noValidate>
      <div className="contact-form-head">
        <h2>{props.title}</h2>
        {props.call && <CallLink to={props.call} who={props.title} />}
      </div>
      <Field label={contacts.name} error={problem?.about("name")}>
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            dir="auto"
            value={draft.name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <NumberRows numbers={draft.numbers} change={(numbers) => change({ numbers })} problem={problem} />
      <FieldRows draft={draft} change={change} />
      <Field label={contacts.notes} error={problem?.about("notes")}>
        {(control) => (
          <textarea
            {...control}
            className="input contact-notes"
            rows={3}
            dir="auto"
            value={draft.notes}
            onInput={(event) => change({ notes: event.currentTarget.value })}
          />
        )}
      </Field>
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
        {props.more}
      </div>
    </form>
  );
}
