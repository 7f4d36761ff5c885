import { useEffect, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useI18n } from "../i18n/I18n";
import { usePaused } from "../ui/usePaused";
import "./Quote.css";

type Found = Schemas["QuoteView"];

const PAUSE_MS = 400;
const FEWEST_DIGITS = 7;

/** Whether it is known that there are no rates: then nobody is asked again, until the app is loaded anew. */
let without = false;

/** For people who pay by the megabyte, this is not worth a request. */
const saving = () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** What a minute of the call would cost, as soon as a number is typed: both phones, each by its own rate. */
export function Quote({ to, caller, line }: { to: string; caller: string; line: string }) {
  const { words, format } = useI18n();
  const [found, setFound] = useState<Found>();
  const paused = usePaused(to, PAUSE_MS);
  useEffect(() => {
    setFound(undefined);
    if (without || saving() || paused.replace(/\D/g, "").length < FEWEST_DIGITS) return;
    const leaving = new AbortController();
    const body = { to: paused, line, caller: caller || null };
    taken(api.POST("/api/v1/quotes", { body, signal: leaving.signal })).then(
      (quote) => {
        without = !quote.rated;
        if (!leaving.signal.aborted) setFound(quote);
      },
      () => undefined, // a number that can't be called is told when it is called
    );
    return () => leaving.abort();
  }, [paused, caller, line]);
  if (!found?.rated || paused !== to) return null;
  const { dial } = words;
  const parts = found.legs.flatMap((leg) =>
    leg.number && leg.minute !== null && leg.currency
      ? [[leg.role, format.cost(leg.minute, leg.currency)]]
      : [],
  );
  const own = parts.find(([role]) => role === "member")?.[1];
  const theirs = parts.find(([role]) => role === "contact")?.[1];
  return (
    <p className="quote small soft" role="status">
      {found.minute !== null && found.currency
        ? (found.legs.some((leg) => leg.role === "member") ? dial.quote : dial.quoteTheirs)(
            format.cost(found.minute, found.currency),
          )
        : dial.quoteUnknown}
      {own && theirs && <span> {dial.quoteParts(own, theirs)}</span>}
    </p>
  );
}
