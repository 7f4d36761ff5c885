import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { askForLink } from "./session";

/** Asks for a sign-in link by mail. What is told afterwards is the same whether the address is a member's. */
export function Forgotten(props: { email: string; back: () => void }) {
  const { session: words, common } = useWords();
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState<string>();
  const [problem, setProblem] = useState<Problem>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email")).trim();
    setAsking(true);
    setProblem(undefined);
    try {
      await askForLink(email);
      setAsked(email);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setAsking(false);
  }

  const about = problem?.about("email");
  return (
    <form className="sign-in-fields" onSubmit={submit} noValidate>
      <h1>{words.forgottenTitle}</h1>
      {asked === undefined ? (
        <>
          <p className="soft">{words.forgottenLead}</p>
          {problem && !about && <ProblemNotice problem={problem} />}
          <Field label={words.email} error={about}>
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
          <button type="submit" className="button button-main" disabled={asking}>
            {words.sendLink}
          </button>
        </>
      ) : (
        <Notice kind="info" title={words.linkSent}>
          <p>{words.linkSentDetail(asked)}</p>
        </Notice>
      )}
      <button type="button" className="button button-plain" onClick={() => props.back()}>
        {common.back}
      </button>
    </form>
  );
}
