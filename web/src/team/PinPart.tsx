import { type FormEvent, useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { PasswordInput } from "../session/PasswordInput";
import { Confirm } from "../ui/Confirm";
import { Field } from "../ui/Field";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { Badge } from "../ui/Things";
import type { Member } from "./member";

/** The PIN that opens a member's voicemail over the telephone. What it is, nobody can say. */
export function PinPart({ member }: { member: Member }) {
  const { team } = useWords();
  const path = { params: { path: { member: member.id } } };
  const ask = useCallback(
    () => taken(api.GET("/api/v1/members/{member}/pin", { params: { path: { member: member.id } } })),
    [member.id],
  );
  const load = useLoad(ask);
  const [problem, setProblem] = useState<Problem>();
  const [saving, setSaving] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const pin = String(new FormData(form).get("pin")).trim();
    setSaving(true);
    setProblem(undefined);
    try {
      load.put(await taken(api.PUT("/api/v1/members/{member}/pin", { ...path, body: { pin } })));
      form.reset();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
  }

  const about = problem?.about("pin");
  return (
    <Part title={team.pin} lead={team.pinLead}>
      <Shown load={load}>
        {({ set }) => (
          <form className="form" onSubmit={submit} noValidate>
            <div>
              <Badge kind={set ? "good" : "plain"}>{set ? team.pinSet : team.pinNone}</Badge>
            </div>
            <Field label={team.newPin} hint={team.pinHint} error={about}>
              {(control) => (
                <PasswordInput
                  {...control}
                  name="pin"
                  inputMode="numeric"
                  autoComplete="off"
                  maxLength={12}
                />
              )}
            </Field>
            {problem && !about && <ProblemNotice problem={problem} />}
            <div className="form-do">
              <button type="submit" className="button" disabled={saving}>
                {team.savePin}
              </button>
              {set && (
                <Confirm
                  label={team.removePin}
                  title={team.removePin}
                  yes={team.removePin}
                  act={async () => load.put(await taken(api.DELETE("/api/v1/members/{member}/pin", path)))}
                >
                  <p>{team.removePinDetail(member.name)}</p>
                </Confirm>
              )}
            </div>
          </form>
        )}
      </Shown>
    </Part>
  );
}
