import { type FormEvent, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Copied } from "../ui/Copied";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";

/** Makes a key: for oneself, or with `people` for one of them. Its text is shown once, here. */
export function NewKey(props: {
  people: readonly Schemas["MemberView"][] | undefined;
  made: () => void;
  close: () => void;
}) {
  const { common, keys: words } = useWords();
  const { member } = useSession().session;
  const [text, setText] = useState<string>();
  const [making, setMaking] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const people = props.people?.filter(
    (each) => each.active && (each.role !== "owner" || member.role === "owner"),
  );

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setMaking(true);
    setProblem(undefined);
    try {
      const body = { name: String(given.get("name")), member: String(given.get("member") ?? member.id) };
      const made = await taken(api.POST("/api/v1/keys", { body }));
      setText(made.text);
      props.made();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setMaking(false);
  }

  const about = problem?.about("name");
  return (
    <Dialog title={text === undefined ? words.make : words.made} close={props.close}>
      {text === undefined ? (
        <form className="dialog-form" onSubmit={submit} noValidate>
          <Field label={words.name} hint={words.nameHint} error={about}>
            {(control) => <input {...control} className="input" name="name" autoComplete="off" />}
          </Field>
          {people && (
            <Field label={words.whose} hint={words.whoseHint}>
              {(control) => (
                <select {...control} className="input" name="member" defaultValue={member.id}>
                  {people.map((each) => (
                    <option key={each.id} value={each.id}>
                      {each.name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          {problem && !about && <ProblemNotice problem={problem} />}
          <div className="dialog-do">
            <button type="button" className="button" onClick={props.close}>
              {common.cancel}
            </button>
            <button type="submit" className="button button-main" disabled={making}>
              {words.make}
            </button>
          </div>
        </form>
      ) : (
        <>
          <p>{words.shownOnce}</p>
          <Copied label={words.text} text={text} />
          <div className="dialog-do">
            <button type="button" className="button button-main" onClick={props.close}>
              {common.done}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
