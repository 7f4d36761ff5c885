import { Phone as Handset, PhoneOff, Trash2 } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { ProblemNotice } from "../ui/ProblemNotice";
import { type Callable, CallLine } from "./CallLine";
import { Keys } from "./Keys";
import { doingOf, type Phone } from "./phone";
import { Screen } from "./Screen";
import { ScriptForm } from "./ScriptForm";
import { Texts } from "./Texts";
import type { useNames } from "./useNames";

type Act = "answer" | "decline" | "hang_up";

/** One phone: what is on its screen, what its holder can do, and how it takes calls when nobody holds it. */
export function PracticePhone(props: {
  phone: Phone;
  lines: readonly Callable[];
  /** The lines that can be texted. */
  texting: readonly Callable[];
  names: ReturnType<typeof useNames>;
  put: (phone: Phone) => void;
}) {
  const { practice } = useWords();
  const { phone, lines, names, put } = props;
  const [problem, setProblem] = useState<Problem>();
  const doing = doingOf(phone);
  const who = names(phone.number);
  const params = { path: { number: phone.number } };

  async function attempt(asked: () => Promise<Phone | undefined>) {
    setProblem(undefined);
    try {
      const now = await asked();
      if (now) put(now);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  const act = (deed: Act) =>
    attempt(() => taken(api.POST("/api/v1/practice/phones/{number}/acts", { params, body: { do: deed } })));
  const press = (keys: string) =>
    attempt(() =>
      taken(api.POST("/api/v1/practice/phones/{number}/acts", { params, body: { do: "press", keys } })),
    );
  const remove = () =>
    attempt(async () => {
      await taken(api.DELETE("/api/v1/practice/phones/{number}", { params }));
      return undefined;
    });

  return (
    <li>
      <article
        className={`practice-phone practice-${doing.state}`}
        aria-label={practice.phone(who.name || who.number)}
      >
        <header>
          <div>
            <strong>{who.name || who.number}</strong>
            {who.name && <span className="soft small number">{who.number}</span>}
          </div>
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={practice.remove(who.name || who.number)}
            disabled={doing.state !== "idle"}
            onClick={remove}
          >
            <Trash2 size={18} aria-hidden />
          </button>
        </header>
        <Screen doing={doing} names={names} />
        {doing.state === "talking" && <Keys press={press} pressed={doing.call.keys} />}
        <div className="practice-do">
          {doing.state === "ringing" && (
            <>
              <button type="button" className="button button-main" onClick={() => act("answer")}>
                <Handset size={18} aria-hidden />
                {practice.answer}
              </button>
              <button type="button" className="button button-bad" onClick={() => act("decline")}>
                <PhoneOff size={18} aria-hidden />
                {practice.decline}
              </button>
            </>
          )}
          {(doing.state === "talking" || doing.state === "calling") && (
            <button type="button" className="button button-bad" onClick={() => act("hang_up")}>
              <PhoneOff size={18} aria-hidden />
              {practice.hangUp}
            </button>
          )}
          {doing.state === "idle" && <CallLine number={phone.number} lines={lines} put={put} />}
        </div>
        {problem && <ProblemNotice problem={problem} />}
        <Texts number={phone.number} lines={props.texting} names={names} />
        <ScriptForm phone={phone} put={put} />
      </article>
    </li>
  );
}
