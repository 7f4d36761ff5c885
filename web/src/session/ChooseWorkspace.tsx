import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { type Session, signIn, type WorkspaceChoice } from "./session";

/** Which workspace is meant, where the same address and password open several. */
export function ChooseWorkspace(props: {
  email: string;
  password: string;
  choices: readonly WorkspaceChoice[];
  entered: (session: Session | null) => void;
  back: (refused?: Problem) => void;
}) {
  const { session: words, common } = useWords();
  const [trying, setTrying] = useState(false);

  async function choose(workspace: string) {
    setTrying(true);
    try {
      props.entered(await signIn(props.email, props.password, workspace));
    } catch (error) {
      props.back(asProblem(error));
    }
  }

  return (
    <>
      <h1>{words.chooseWorkspace}</h1>
      <p className="soft">{words.chooseWorkspaceLead(props.email)}</p>
      <ul className="sign-in-choices">
        {props.choices.map(({ id, name }) => (
          <li key={id}>
            <button type="button" className="button" disabled={trying} onClick={() => choose(id)}>
              {name}
              <ChevronRight size={18} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="button button-plain" onClick={() => props.back()}>
        {common.back}
      </button>
    </>
  );
}
