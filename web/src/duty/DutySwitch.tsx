import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { ProblemNotice } from "../ui/ProblemNotice";
import { type Duty, ends, setDuty } from "./duty";

/** Whether calls to one line ring one's phone, and until when that is so; or somebody else's, `who`. */
export function DutySwitch(props: { duty: Duty; who?: string; put: (now: Duty) => void }) {
  const { duty, who, put } = props;
  const { words, format } = useI18n();
  const written = useNumbers();
  const [problem, setProblem] = useState<Problem>();
  const line = duty.line.name || written(duty.line.number);
  const until = duty.until;

  async function change(onDuty: boolean, end: Date | null) {
    setProblem(undefined);
    try {
      put(await setDuty(duty, onDuty, end));
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  const today = new Date().toDateString();
  const when = (at: string) =>
    new Date(at).toDateString() === today ? format.time(at) : `${format.day(at)}, ${format.time(at)}`;
  const { untilTime, choices, end } = words.duty;
  const said = who === undefined ? words.duty : words.duty.others;
  return (
    <li className="duty">
      <label className="duty-switch">
        <input
          type="checkbox"
          role="switch"
          checked={duty.on_duty}
          aria-checked={duty.on_duty}
          onChange={(event) => change(event.currentTarget.checked, null)}
        />
        <span>
          <strong>{who ?? line}</strong>
          <span className="soft small">{duty.on_duty ? said.on : said.off}</span>
        </span>
      </label>
      <select
        className="input"
        aria-label={end(who === undefined ? line : `${line}: ${who}`)}
        value={until ? "set" : ""}
        onChange={(event) => {
          const chosen = event.target.value as "" | "set" | keyof ReturnType<typeof ends>;
          if (chosen !== "set") void change(duty.on_duty, chosen ? ends(new Date())[chosen] : null);
        }}
      >
        <option value="">{said.keeps}</option>
        {until && <option value="set">{untilTime(when(until))}</option>}
        {(["hour", "four", "tomorrow"] as const).map((each) => (
          <option key={each} value={each}>
            {choices[each]}
          </option>
        ))}
      </select>
      {problem && <ProblemNotice problem={problem} />}
    </li>
  );
}
