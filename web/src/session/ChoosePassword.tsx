import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { Mark } from "../ui/Mark";
import { ProblemNotice } from "../ui/ProblemNotice";
import { PasswordInput } from "./PasswordInput";
import { choosePassword, type Session } from "./session";
import "./SignIn.css";

/** The page to choose a password on, for who came by a link: it works once, a password every time. */
export function ChoosePassword({ session, done }: { session: Session; done: () => void }) {
  const { session: words } = useWords();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = form.get("email");
    setSaving(true);
    try {
      await choosePassword(
        session,
        String(form.get("password")),
        email === null ? null : String(email).trim(),
      );
      done();
    } catch (error) {
      setProblem(asProblem(error));
      setSaving(false);
    }
  }

  const about = { email: problem?.about("email"), password: problem?.about("password") };
  return (
    <main className="sign-in">
      <form className="sign-in-form card" onSubmit={submit} noValidate>
        <Mark />
        <h1>{words.choose(session.member.name)}</h1>
        <p className="soft">{words.chooseLead}</p>
        {problem && !about.email && !about.password && <ProblemNotice problem={problem} />}
        {session.member.email === null && session.member.role !== "agent" && (
          <Field label={words.email} error={about.email}>
            {(control) => (
              <input
                {...control}
                className="input"
                name="email"
                type="email"
                autoComplete="username"
                required
              />
            )}
          </Field>
        )}
        <Field label={words.newPassword} hint={words.passwordHint} error={about.password}>
          {(control) => <PasswordInput {...control} name="password" autoComplete="new-password" />}
        </Field>
        <button type="submit" className="button button-main" disabled={saving}>
          {words.savePassword}
        </button>
        <button type="button" className="button button-plain" onClick={done}>
          {words.later}
        </button>
      </form>
    </main>
  );
}
