import { type FormEvent, useRef, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { PasskeyButton } from "./PasskeyButton";
import { PasswordInput } from "./PasswordInput";
import { choicesOf, type Session, signIn, type WorkspaceChoice } from "./session";

type Trying =
  | { state: "idle" }
  | { state: "trying" }
  | { state: "incomplete" }
  | { state: "refused"; problem: Problem };

/** E-mail address and password, and the ways in for who has none at hand. */
export function SignInForm(props: {
  email: string;
  /** Why another way in didn't do. */
  refused: Problem | undefined;
  entered: (session: Session | null) => void;
  choose: (email: string, password: string, choices: readonly WorkspaceChoice[]) => void;
  forgotten: (email: string) => void;
}) {
  const { session: words } = useWords();
  const [trying, setTrying] = useState<Trying>(
    props.refused === undefined ? { state: "idle" } : { state: "refused", problem: props.refused },
  );
  const form = useRef<HTMLFormElement>(null);

  function typed(): { email: string; password: string } {
    const given = new FormData(form.current ?? undefined);
    return { email: String(given.get("email")).trim(), password: String(given.get("password")) };
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { email, password } = typed();
    if (!email || !password) return setTrying({ state: "incomplete" });
    setTrying({ state: "trying" });
    try {
      props.entered(await signIn(email, password));
    } catch (error) {
      const problem = asProblem(error);
      const choices = choicesOf(problem);
      if (choices) props.choose(email, password, choices);
      else setTrying({ state: "refused", problem });
    }
  }

  return (
    <form ref={form} className="sign-in-fields" onSubmit={submit} noValidate>
      <h1>{words.title}</h1>
      <p className="soft">{words.lead}</p>
      {trying.state === "refused" && <ProblemNotice problem={trying.problem} />}
      <Field label={words.email}>
        {(control) => (
          <input
            {...control}
            className="input"
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={props.email}
            required
          />
        )}
      </Field>
      <Field label={words.password} error={trying.state === "incomplete" ? words.missing : undefined}>
        {(control) => <PasswordInput {...control} name="password" autoComplete="current-password" />}
      </Field>
      <button type="submit" className="button button-main" disabled={trying.state === "trying"}>
        {trying.state === "trying" ? words.signingIn : words.signIn}
      </button>
      <PasskeyButton entered={props.entered} />
      <button type="button" className="button button-plain" onClick={() => props.forgotten(typed().email)}>
        {words.forgotten}
      </button>
    </form>
  );
}
