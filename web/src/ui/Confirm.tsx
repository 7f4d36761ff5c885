import { type ReactNode, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { Dialog } from "./Dialog";
import { ProblemNotice } from "./ProblemNotice";

/** A button that asks once more before it does what can't be undone. */
export function Confirm(props: {
  /** What stands on the button, and how it is read where that is not enough: “Revoke the key CRM”. */
  label: ReactNode;
  name?: string;
  className?: string;
  title: string;
  /** What will happen, and to whom. */
  children: ReactNode;
  /** The button that does it: “Revoke key”. */
  yes: string;
  /** Whether it takes nothing away, as buying does. */
  good?: boolean;
  act: () => Promise<unknown>;
}) {
  const { common } = useWords();
  const [asking, setAsking] = useState(false);
  const [doing, setDoing] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function act() {
    setDoing(true);
    setProblem(undefined);
    try {
      await props.act();
      setAsking(false);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setDoing(false);
  }

  function close() {
    setAsking(false);
    setProblem(undefined);
  }

  return (
    <>
      <button
        type="button"
        className={props.className ?? "button button-plain"}
        aria-label={props.name}
        onClick={() => setAsking(true)}
      >
        {props.label}
      </button>
      {asking && (
        <Dialog title={props.title} close={close}>
          <div>{props.children}</div>
          {problem && <ProblemNotice problem={problem} />}
          <div className="dialog-do">
            <button type="button" className="button" onClick={close}>
              {common.cancel}
            </button>
            <button
              type="button"
              className={props.good ? "button button-main" : "button button-bad"}
              disabled={doing}
              onClick={act}
            >
              {props.yes}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
