import { type FormEvent, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { PasswordInput } from "../session/PasswordInput";
import { useSession } from "../session/SessionGate";
import { Field } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";

/** Changes one's own password. What is typed here is kept nowhere. */
export function PasswordPart() {
  const { account, session: words } = useWords();
  const { session, renew } = useSession();
  const [saving, setSaving] = useState(false);
  const [signedOut, setSignedOut] = useState<number>();
  const [problem, setProblem] = useState<Problem>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const old = String(given.get("old") ?? "");
    setSaving(true);
    setProblem(undefined);
    setSignedOut(undefined);
    try {
      const body = { password: String(given.get("password")), ...(old && { old }) };
      const path = { member: session.member.id };
      const done = await taken(api.PUT("/api/v1/members/{member}/password", { params: { path }, body }));
      setSignedOut(done.signed_out);
      form.reset();
      await renew();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
  }

  const about = { old: problem?.about("old"), password: problem?.about("password") };
  return (
    <Part title={account.password}>
      {session.member.email === null ? (
        <p className="soft">{account.passwordNeedsEmail}</p>
      ) : (
        <form className="form" onSubmit={submit} noValidate>
          {/* So that a password manager knows whose it is. */}
          <input type="hidden" name="username" autoComplete="username" value={session.member.email} />
          {session.has_password && (
            <Field label={account.oldPassword} hint={account.oldPasswordHint} error={about.old}>
              {(control) => <PasswordInput {...control} name="old" autoComplete="current-password" />}
            </Field>
          )}
          <Field label={words.newPassword} hint={words.passwordHint} error={about.password}>
            {(control) => <PasswordInput {...control} name="password" autoComplete="new-password" />}
          </Field>
          {problem && !about.old && !about.password && <ProblemNotice problem={problem} />}
          {signedOut !== undefined && (
            <Notice kind="info" title={account.passwordChanged}>
              <p>{account.othersSignedOut(signedOut)}</p>
            </Notice>
          )}
          <div>
            <button type="submit" className="button" disabled={saving}>
              {words.savePassword}
            </button>
          </div>
        </form>
      )}
    </Part>
  );
}
