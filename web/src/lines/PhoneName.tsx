import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";

/** A phone's name, which is changed in its place. */
export function PhoneName({ phone, renamed }: { phone: Schemas["LinePhoneView"]; renamed: () => void }) {
  const { common } = useWords();
  const { lines: words } = useConsoleWords();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    setProblem(undefined);
    try {
      const path = { params: { path: { phone: phone.id } } };
      await taken(api.PATCH("/api/v1/phones/{phone}", { ...path, body: { name } }));
      setOpen(false);
      renamed();
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  if (!open)
    return (
      <span className="phone-name">
        <strong>{phone.name}</strong>
        <button
          type="button"
          className="button button-plain button-icon"
          aria-label={words.rename(phone.name)}
          onClick={() => setOpen(true)}
        >
          <Pencil size={16} aria-hidden />
        </button>
      </span>
    );
  const about = problem?.about("name");
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Field label={words.phoneName} error={about}>
        {(control) => (
          <input {...control} className="input" name="name" autoComplete="off" defaultValue={phone.name} />
        )}
      </Field>
      {problem && !about && <ProblemNotice problem={problem} />}
      <div className="form-do">
        <button type="submit" className="button">
          {common.save}
        </button>
        <button type="button" className="button button-plain" onClick={() => setOpen(false)}>
          {common.cancel}
        </button>
      </div>
    </form>
  );
}
