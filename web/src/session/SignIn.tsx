import { useState } from "react";
import type { Problem } from "../api/problem";
import { Mark } from "../ui/Mark";
import { ChooseWorkspace } from "./ChooseWorkspace";
import { Forgotten } from "./Forgotten";
import { SignInForm } from "./SignInForm";
import type { Session, WorkspaceChoice } from "./session";
import "./SignIn.css";

/** What is shown, and what was typed by then. */
type Step =
  | { is: "form"; email: string; refused: Problem | undefined }
  | { is: "choosing"; email: string; password: string; choices: readonly WorkspaceChoice[] }
  | { is: "forgotten"; email: string };

/** The page to sign in on; `refused` says why a link didn't do. */
export function SignIn(props: { entered: (session: Session | null) => void; refused: Problem | undefined }) {
  const { entered } = props;
  const [step, setStep] = useState<Step>({ is: "form", email: "", refused: props.refused });
  const back = (refused?: Problem) => setStep({ is: "form", email: step.email, refused });
  return (
    <main className="sign-in">
      <div className="sign-in-form card">
        <Mark />
        {step.is === "form" && (
          <SignInForm
            email={step.email}
            refused={step.refused}
            entered={entered}
            choose={(email, password, choices) => setStep({ is: "choosing", email, password, choices })}
            forgotten={(email) => setStep({ is: "forgotten", email })}
          />
        )}
        {step.is === "choosing" && <ChooseWorkspace {...step} entered={entered} back={back} />}
        {step.is === "forgotten" && <Forgotten email={step.email} back={back} />}
      </div>
    </main>
  );
}
