import { Plus, X } from "lucide-react";
import { useConsoleWords } from "../i18n/console";
import type { Hours } from "./route";

type Span = Hours["week"][number][number];

const FIRST: Span = { start: "09:00", end: "17:30" };
const MOST = 6;

/** When a day is open, from … to …; none: closed. */
export function Spans(props: { name: string; spans: readonly Span[]; change: (spans: Span[]) => void }) {
  const { route: words } = useConsoleWords();
  const { name, spans, change } = props;
  const put = (place: number, part: Partial<Span>) =>
    change(spans.map((each, at) => (at === place ? { ...each, ...part } : each)));
  const next = (): Span => {
    const last = spans.at(-1);
    return last && last.end < "18:00" ? { start: "18:00", end: "20:00" } : FIRST;
  };
  return (
    <div className="route-spans">
      {spans.length === 0 && <span className="soft">{words.closedDay}</span>}
      {spans.map((span, place) => (
        <span key={place} className="route-span">
          <input
            className="input"
            type="time"
            aria-label={words.opens(name)}
            value={span.start}
            onInput={(event) => put(place, { start: event.currentTarget.value })}
          />
          <span aria-hidden>–</span>
          <input
            className="input"
            type="time"
            aria-label={words.closes(name)}
            value={span.end === "24:00" ? "00:00" : span.end}
            // Midnight at the end of a day is no time that the field could show.
            onInput={(event) =>
              put(place, { end: event.currentTarget.value === "00:00" ? "24:00" : event.currentTarget.value })
            }
          />
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={words.withoutSpan(name, `${span.start}–${span.end}`)}
            onClick={() => change(spans.filter((_, at) => at !== place))}
          >
            <X size={18} aria-hidden />
          </button>
        </span>
      ))}
      {spans.length < MOST && (
        <button
          type="button"
          className="button button-plain button-icon"
          aria-label={words.openOn(name)}
          onClick={() => change([...spans, next()])}
        >
          <Plus size={18} aria-hidden />
        </button>
      )}
    </div>
  );
}
