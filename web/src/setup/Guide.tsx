import { CircleCheck } from "lucide-react";
import { useEffect } from "react";
import { type Load, useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useSession } from "../session/SessionGate";
import { Shown } from "../ui/Shown";
import { NextAction } from "./NextAction";
import { howFar, nextOf, type Setup, type Step } from "./steps";

const AGAIN_MS = 5000;

/** What there must be before the first call, and what is next. */
export function Guide() {
  const { setup: words } = useConsoleWords();
  const load = useLoad(howFar);
  useLookingAgain(load);
  return (
    <section className="card part" aria-labelledby="setup-guide">
      <Shown load={load}>{(setup) => <Steps setup={setup} again={load.again} title={words.title} />}</Shown>
    </section>
  );
}

/** Steps are done elsewhere, by others too: so it is looked again while something is missing. */
function useLookingAgain(load: Load<Setup>): void {
  const open = load.state === "ready" && !load.data.done;
  const { again } = load;
  useEffect(() => {
    if (!open) return;
    const timer = setInterval(() => document.visibilityState === "visible" && again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [open, again]);
}

function Steps(props: { setup: Setup; again: () => void; title: string }) {
  const { setup: words } = useConsoleWords();
  const { setup } = props;
  const done = setup.steps.filter(({ standing }) => standing === "done").length;
  const next = setup.steps.find(({ standing }) => standing !== "done");
  return (
    <>
      <h2 id="setup-guide">{setup.done ? words.allDone : props.title}</h2>
      <div className="setup-progress">
        <progress max={setup.steps.length} value={done} aria-label={words.title} />
        <span className="small soft">{words.progress(done, setup.steps.length)}</span>
      </div>
      <ol className="setup-steps">
        {setup.steps.map((step, place) => (
          <OneStep
            key={step.step}
            step={step}
            place={place + 1}
            setup={setup}
            isNext={step === next}
            again={props.again}
          />
        ))}
      </ol>
    </>
  );
}

function OneStep(props: { step: Step; place: number; setup: Setup; isNext: boolean; again: () => void }) {
  const { setup: words } = useConsoleWords();
  const { role } = useSession().session.member;
  const { step, setup } = props;
  const done = step.standing === "done";
  const next = nextOf(step, setup, role, words);
  return (
    <li
      className={`setup-step ${done ? "setup-step-done" : ""}`}
      aria-current={props.isNext ? "step" : undefined}
    >
      <span className="setup-place" aria-hidden>
        {done ? <CircleCheck size={24} /> : props.place}
      </span>
      <div className="setup-step-main">
        <h3>
          {words.steps[step.step]}
          <span className="unseen">: {done ? words.done : words.open}</span>
        </h3>
        <p className="soft">{words.standing(step, setup.practice, setup.carriers)}</p>
        {next && <NextAction next={next} main={props.isNext} again={props.again} />}
      </div>
    </li>
  );
}
