import { MessageSquareText, SendHorizontal } from "lucide-react";
import { type FormEvent, useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useNews } from "../messages/useNews";
import { Field } from "../ui/Field";
import { Shown } from "../ui/Shown";
import type { Callable } from "./CallLine";
import type { useNames } from "./useNames";

type Text = { at: string; line: string; text: string; mine: boolean };

/** The texts of a phone: what it got from lines, and a place to text one, as anybody outside could. */
export function Texts(props: {
  number: string;
  lines: readonly Callable[];
  names: ReturnType<typeof useNames>;
}) {
  const { practice } = useTextWords();
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <button
        type="button"
        className="button"
        disabled={props.lines.length === 0}
        onClick={() => setOpen(true)}
      >
        <MessageSquareText size={18} aria-hidden />
        {practice.title}
      </button>
    );
  return <Thread {...props} />;
}

function Thread(props: Parameters<typeof Texts>[0]) {
  const { number, lines, names } = props;
  const { words, format } = useI18n();
  const { practice } = useTextWords();
  const ask = useCallback(
    () => taken(api.GET("/api/v1/practice/phones/{number}/texts", { params: { path: { number } } })),
    [number],
  );
  const load = useLoad(ask);
  useNews(load.again);
  /** What was written here: only who has the phone knows that. */
  const [mine, setMine] = useState<readonly Text[]>([]);
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const line = lines.find(({ id }) => id === chosen) ?? lines[0];

  async function send(event: FormEvent) {
    event.preventDefault();
    if (line === undefined || !typed.trim()) return;
    setProblem(undefined);
    try {
      const params = { path: { number } };
      const body = { line: line.id, text: typed };
      await taken(api.POST("/api/v1/practice/phones/{number}/texts", { params, body }));
      const text = { at: new Date().toISOString(), line: line.number, text: typed, mine: true };
      setMine((all) => [...all, text]);
      setTyped("");
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <section className="practice-texts" aria-label={practice.title}>
      <Shown load={load}>
        {({ items }) => {
          const all = [...items.map((each) => ({ ...each, mine: false })), ...mine];
          all.sort((one, other) => one.at.localeCompare(other.at));
          if (all.length === 0) return <p className="soft small">{practice.none}</p>;
          return (
            <ol>
              {all.map((each) => (
                <li
                  key={`${each.at} ${each.text}`}
                  className={`practice-text${each.mine ? " practice-mine" : ""}`}
                >
                  <p dir="auto">{each.text}</p>
                  <p className="soft small">
                    {!each.mine &&
                      `${practice.lineNumber(names(each.line).name || names(each.line).number)} · `}
                    {format.time(each.at)}
                  </p>
                </li>
              ))}
            </ol>
          );
        }}
      </Shown>
      <form onSubmit={send}>
        {lines.length > 1 && (
          <select
            className="input"
            aria-label={practice.line}
            value={line?.id}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {lines.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <Field label={practice.write} error={problem?.message || (problem && words.common.failed)}>
          {(control) => (
            <textarea
              {...control}
              className="input"
              rows={2}
              dir="auto"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" className="button button-main" disabled={!typed.trim()}>
          <SendHorizontal size={18} aria-hidden />
          {practice.send}
        </button>
      </form>
    </section>
  );
}
