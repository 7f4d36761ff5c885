import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Field } from "../ui/Field";
import { Notice } from "../ui/Notice";
import type { Line } from "./lines";

/** The number that the other party sees. Only lines that can call are offered. */
export function LinePicker(props: {
  lines: readonly Line[];
  chosen: string;
  choose: (number: string) => void;
  error: string | undefined;
}) {
  const { dial } = useWords();
  const written = useNumbers();
  const { role } = useSession().session.member;
  const [only] = props.lines;
  if (only === undefined)
    return (
      <Notice kind="warn" title={dial.noLine}>
        <p>{role === "agent" ? dial.noLineAsk : dial.noLineAdd}</p>
        {role !== "agent" && (
          <Link className="button" href="/setup">
            {dial.toSetup}
          </Link>
        )}
      </Notice>
    );
  if (props.lines.length === 1)
    return (
      <p className="dialer-line">
        <span className="soft">{dial.over}</span> <strong>{only.name}</strong>{" "}
        <span className="number">{written(only.number)}</span>
      </p>
    );
  return (
    <Field label={dial.over} error={props.error}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={props.chosen || only.number}
          onChange={(event) => props.choose(event.target.value)}
        >
          {props.lines.map((line) => (
            <option key={line.id} value={line.number}>
              {[line.name, written(line.number)].filter(Boolean).join(" · ")}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
