import { type FormEvent, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { Member } from "./member";
import type { Softphone } from "./softphones";

type Kind = Softphone["kind"];

/** Makes a softphone for a member. */
export function NewSoftphone(props: {
  member: Member;
  made: (made: Schemas["NewSoftphoneView"]) => void;
  close: () => void;
}) {
  const { common, team } = useWords();
  const [kind, setKind] = useState<Kind>("sip");
  const [making, setMaking] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    setMaking(true);
    setProblem(undefined);
    try {
      const body = { kind, name, member: props.member.id };
      props.made(await taken(api.POST("/api/v1/softphones", { body })));
    } catch (error) {
      setProblem(asProblem(error));
      setMaking(false);
    }
  }

  const about = problem?.about("name");
  return (
    <Dialog title={team.addPhoneFor(props.member.name)} close={props.close}>
      <form className="dialog-form" onSubmit={submit} noValidate>
        <fieldset className="radios">
          <legend className="field-label">{team.kind}</legend>
          {(["sip", "browser"] as const).map((each) => (
            <label key={each} className="radio">
              <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />
              <span>
                <strong>{team.kinds[each]}</strong>
                <span className="soft small">{team.kindDetails[each]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field label={team.phoneName} hint={team.phoneNameHint} error={about}>
          {(control) => <input {...control} className="input" name="name" autoComplete="off" />}
        </Field>
        {problem && !about && <ProblemNotice problem={problem} />}
        <div className="dialog-do">
          <button type="button" className="button" onClick={props.close}>
            {common.cancel}
          </button>
          <button type="submit" className="button button-main" disabled={making}>
            {team.addPhone}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
