import { PhoneOff, X } from "lucide-react";
import { useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useI18n, useWords } from "../i18n/I18n";
import { useNow } from "../live/useNow";
import { useNumbers } from "../numbers/useNumbers";
import { usePhone } from "../phone/PhoneProvider";
import { onCall } from "../phone/state";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useCallKeeper, useCalls } from "./Calls";
import type { Call } from "./call";
import { LegChip } from "./LegChip";
import "./CallBar.css";

/** How long a call that went well is still shown after its end. Others stay until they are closed. */
const SHOWN_AFTER_MS = 8000;

/** One's own live calls, above every screen. */
export function CallBar() {
  const { calls: words } = useWords();
  // The call that this browser itself carries has a bar of its own, with what can be done in it.
  const carried = onCall(usePhone().state)?.record;
  const calls = useCalls().filter((call) => call.id !== carried);
  if (calls.length === 0) return null;
  return (
    <section className="call-bar" aria-label={words.bar}>
      {calls.map((call) => (
        <OneCall key={call.id} call={call} />
      ))}
    </section>
  );
}

function OneCall({ call }: { call: Call }) {
  const { words, format } = useI18n();
  const written = useNumbers();
  const keeper = useCallKeeper();
  const now = useNow(call.over === null);
  const [problem, setProblem] = useState<Problem>();
  const [ending, setEnding] = useState(false);
  const well = call.over?.disposition === "answered";
  useEffect(() => {
    if (!well) return;
    const timer = setTimeout(() => keeper.dismiss(call.id), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [well, keeper, call.id]);

  const who = call.name || written(call.number) || words.common.unknownCaller;
  async function hangUp() {
    setEnding(true);
    try {
      await keeper.hangUp(call.id);
    } catch (error) {
      setProblem(asProblem(error));
      setEnding(false);
    }
  }

  return (
    <article className={`call call-${call.over ? "over" : call.state}`}>
      <div className="call-what">
        <h2 className="call-who">
          {who}
          {call.name && <span className="soft number">{written(call.number)}</span>}
        </h2>
        <p className="call-state" role="status">
          {call.over ? words.calls.over(call.over.disposition, who) : words.calls.states[call.state](who)}
          {call.over !== null && call.over.talkSeconds >= 1 && ` · ${format.clock(call.over.talkSeconds)}`}
        </p>
      </div>
      {call.over === null && call.talkingSince !== null && (
        <p className="call-timer number">{format.clock((now - call.talkingSince) / 1000)}</p>
      )}
      <ol className="call-legs">
        {call.legs.map((leg) => (
          <LegChip key={leg.id} leg={leg} who={who} now={now} />
        ))}
      </ol>
      <div className="call-do">
        {call.over === null ? (
          <button
            type="button"
            className="button button-bad"
            disabled={ending || call.state === "ending"}
            onClick={hangUp}
          >
            <PhoneOff size={20} aria-hidden />
            {words.calls.hangUp}
          </button>
        ) : (
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={words.common.close}
            onClick={() => keeper.dismiss(call.id)}
          >
            <X size={20} aria-hidden />
          </button>
        )}
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </article>
  );
}
