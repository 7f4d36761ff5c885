import { Headphones, PhoneForwarded, Smartphone } from "lucide-react";
import { useConsoleWords } from "../i18n/console";
import { unbroken } from "../numbers/format";
import { useNumbers } from "../numbers/useNumbers";
import { type Preview, phoneOf, type Rung } from "./preview";
import "./Routing.css";

/** Who is rung by a call, in what order, for how long and why; who isn't, and why; and what comes after. */
export function TryResult({ preview, before }: { preview: Preview; before?: Preview }) {
  const { route: words } = useConsoleWords();
  const { turned_away, rung, skipped, then } = preview;
  if (turned_away)
    return (
      <div className="try">
        <p>
          <strong>{words.turnedAway}</strong> {turned_away.reason}.
        </p>
        <p>{words.theyMeet(words.meets[turned_away.meets])}</p>
      </div>
    );
  const had = before && new Set(before.rung.map(phoneOf));
  const has = new Set(rung.map(phoneOf));
  const lost = before?.rung.filter((each) => !has.has(phoneOf(each))) ?? [];
  return (
    <div className="try">
      {preview.why && <p className="small soft">{preview.why}</p>}
      {rung.length === 0 ? (
        <p>
          <strong>{words.nobodyRung}</strong>
        </p>
      ) : (
        <ol className="try-rung">
          {rung.map((each) => (
            <OneRung key={phoneOf(each)} rung={each} isNew={had !== undefined && !had.has(phoneOf(each))} />
          ))}
        </ol>
      )}
      {lost.length > 0 && (
        <p className="small">{words.notAnyMore(lost.map(({ name }) => name).join(", "))}</p>
      )}
      {skipped.length > 0 && (
        <ul className="try-skipped small soft">
          {skipped.map(({ name, reason }) => (
            <li key={`${name} ${reason}`}>{words.skipped(name, reason)}</li>
          ))}
        </ul>
      )}
      <p>{rung.length > 0 ? words.thenAfter[then] : words.thenAtOnce[then]}</p>
    </div>
  );
}

function OneRung({ rung, isNew }: { rung: Rung; isNew: boolean }) {
  const { route: words } = useConsoleWords();
  const written = useNumbers();
  const { number, after_seconds, for_seconds, role } = rung;
  const kind = number === null ? "softphone" : role === "forward" ? "forward" : "phone";
  const Icon = { softphone: Headphones, forward: PhoneForwarded, phone: Smartphone }[kind];
  return (
    <li>
      <Icon size={20} aria-hidden />
      <span className="try-who">
        <span>
          <strong>{rung.name}</strong>
          {number !== null && number !== rung.name && <span className="number"> {written(number)}</span>}
          {isNew && <span className="try-new">{words.isNew}</span>}
        </span>
        <span className="small soft">
          {words.rungHow(after_seconds, for_seconds)} · {words.rungWhy[kind]} ·{" "}
          {words.sees(unbroken(written(rung.shown)))}
        </span>
      </span>
    </li>
  );
}
