import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { Mark } from "../ui/Mark";
import { ProblemNotice } from "../ui/ProblemNotice";
import { type Session, signIn } from "./session";
import "./SignIn.css";

type Trying =
  | { state: "idle" }
  | { state: "trying" }
  | { state: "incomplete" }
  | { state: "refused"; problem: Problem };

/** The page to sign in on; `refused` says why a link didn't do. */
export function SignIn(props: { entered: (session: Session | null) => void; refused: Problem | undefined }) {
  const { entered, refused } = props;
  const { session: words } = useWords();
  const [trying, setTrying] = useState<Trying>(
    refused === undefined ? { state: "idle" } : { state: "refused", problem: refused },
  );
  const [shown, setShown] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [email, password] = [String(form.get("email")).trim(), String(form.get("password"))];
    if (!email || !password) return setTrying({ state: "incomplete" });
    setTrying({ state: "trying" });
    try {
      entered(await signIn(email, password));
    } catch (error) {
      setTrying({ state: "refused", problem: asProblem(error) });
    }
  }

  const Shown = shown ? EyeOff : Eye;
  return (
    <main className="sign-in">
      <form className="sign-in-form card" onSubmit={submit} noValidate>
        <Mark />
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
              required
            />
          )}
        </Field>
        <Field label={words.password} error={trying.state === "incomplete" ? words.missing : undefined}>
          {(control) => (
            <span className="sign-in-password">
              <input
                {...control}
                className="input"
                name="password"
                type={shown ? "text" : "password"}
                autoComplete="current-password"
                required
              />
              <button
                type="button"
                className="button button-plain button-icon"
                aria-label={shown ? words.hidePassword : words.showPassword}
                onClick={() => setShown(!shown)}
              >
                <Shown size={20} aria-hidden />
              </button>
            </span>
          )}
        </Field>
        <button type="submit" className="button button-main" disabled={trying.state === "trying"}>
          {trying.state === "trying" ? words.signingIn : words.signIn}
        </button>
      </form>
    </main>
  );
}
