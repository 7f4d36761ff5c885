import { PhoneOff, X } from "lucide-react";
import { useEffect, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useI18n, useWords } from "../i18n/I18n";
import type { Words } from "../i18n/languages";
import { useNow } from "../live/useNow";
import { useNumbers } from "../numbers/useNumbers";
import { Controls } from "../phone/Controls";
import { Keypad } from "../phone/Keypad";
import { usePhone } from "../phone/PhoneProvider";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useCallKeeper, useCalls, useCarried } from "./Calls";
import type { Call } from "./call";
import { atSoftphone } from "./carried";
import { LegChip } from "./LegChip";
import "./CallBar.css";

/** How long a call that went well is still shown after its end. Others stay until they are closed. */
const SHOWN_AFTER_MS = 8000;

/** One's own live calls, above every screen. */
export function CallBar() {
  const { calls: words } = useWords();
  const carried = useCarried();
  const asked = usePhone().state.is === "ringing";
  // A call that asks to be taken here is shown by the phone until it is.
  const calls = useCalls().filter((call) => !(asked && call === carried && call.direction === "inbound"));
  if (calls.length === 0) return null;
  return (
    <section className="call-bar" aria-label={words.bar}>
      {calls.map((call) => (
        <OneCall key={call.id} call={call} here={call === carried} />
      ))}
    </section>
  );
}

/** @param here Whether the phone in this browser carries it. */
function OneCall({ call, here }: { call: Call; here: boolean }) {
  const { words, format } = useI18n();
  const written = useNumbers();
  const keeper = useCallKeeper();
  const { phone, state } = usePhone();
  const [keys, setKeys] = useState(false);
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
    if (here) return phone.end();
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
          {call.over ? words.calls.over(call.over.disposition, who) : doing(call, here, words.calls)(who)}
          {here && "connected" in state && !state.connected && ` · ${words.phone.callGoesOn}`}
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
        {here && <Controls keys={keys} showKeys={setKeys} />}
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
      {here && keys && state.is === "talking" && <Keypad press={(key) => phone.press(key)} />}
      {problem && <ProblemNotice problem={problem} />}
    </article>
  );
}

/** What is said of a call while it lives. At a softphone of one's own there is no key to press. */
function doing(call: Call, here: boolean, words: Words["calls"]): (who: string) => string {
  const begins = call.state === "ringing_member" || call.state === "announcing";
  if (!begins || call.direction === "inbound" || !atSoftphone(call)) return words.states[call.state];
  return here || call.state === "announcing" ? words.states.ringing_contact : () => words.pickUp;
}
