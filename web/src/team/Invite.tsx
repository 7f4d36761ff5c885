import { type FormEvent, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { MadeLink } from "./MadeLink";
import { type Role, rolesGivenBy } from "./member";
import { RoleField } from "./RoleField";

/** Invites somebody: they get a mail with a link, or the link is shown to be passed on. */
export function Invite(props: { close: () => void; invited: () => void }) {
  const { common, team, session: words } = useWords();
  const { member: me } = useSession().session;
  const [role, setRole] = useState<Role>("agent");
  const [made, setMade] = useState<Schemas["NewLinkView"]>();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const name = String(given.get("name")).trim();
    setSending(true);
    setProblem(undefined);
    try {
      const body = { email: String(given.get("email")).trim(), role, ...(name && { name }) };
      setMade(await taken(api.POST("/api/v1/invitations", { body })));
      props.invited();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSending(false);
  }

  if (made) return <MadeLink made={made} close={props.close} />;
  const about = { email: problem?.about("email"), name: problem?.about("name") };
  return (
    <Dialog title={team.invite} close={props.close}>
      <form className="dialog-form" onSubmit={submit} noValidate>
        <Field label={words.email} error={about.email}>
          {(control) => <input {...control} className="input" name="email" type="email" autoComplete="off" />}
        </Field>
        <Field label={team.name} hint={team.nameHint} error={about.name}>
          {(control) => <input {...control} className="input" name="name" autoComplete="off" />}
        </Field>
        <RoleField role={role} roles={rolesGivenBy(me)} change={setRole} />
        {problem && !about.email && !about.name && <ProblemNotice problem={problem} />}
        <div className="dialog-do">
          <button type="button" className="button" onClick={props.close}>
            {common.cancel}
          </button>
          <button type="submit" className="button button-main" disabled={sending}>
            {sending ? team.inviting : team.sendInvitation}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
