import { useEffect, useState } from "react";
import { api, taken } from "../api/client";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Check } from "../ui/Choices";
import { useKept } from "../ui/useKept";
import { type CallerIds, keptOf, MASKED, type Seen, seenOf, wantedOf } from "./seeing";
import "../ui/Part.css";
import "./WhoSees.css";

/** What each side of the call sees, in words; for members who may let either see the other's number. */
export function WhoSees(props: {
  member: string;
  /** One's own phone: a number, `softphone`, or empty. */
  caller: string;
  line: string;
  change: (seen: Seen) => void;
}) {
  const { dial } = useWords();
  const written = useNumbers();
  const { member, caller, line, change } = props;
  const [kept, keep] = useKept(`seen.${member}`);
  const [may, setMay] = useState<CallerIds>();
  useEffect(() => {
    setMay(undefined);
    if (caller === "") return;
    const leaving = new AbortController();
    taken(api.POST("/api/v1/caller-ids", { body: { caller, line }, signal: leaving.signal })).then(
      (found) => leaving.signal.aborted || setMay(found),
      () => undefined, // why a phone or line can't be used is told when it is called
    );
    return () => leaving.abort();
  }, [caller, line]);

  const wanted = wantedOf(kept);
  const { member_sees: mine, contact_sees: theirs } = seenOf(wanted, may);
  useEffect(() => {
    change({ ...(mine && { member_sees: mine }), ...(theirs && { contact_sees: theirs }) });
    return () => change(MASKED);
  }, [mine, theirs, change]);

  const own = may?.own ? written(may.own) : "";
  const ours = written(line);
  return (
    <details className="fold who-sees">
      <summary>
        <span aria-live="polite">
          <span>{dial.theySee(theirs ? own : ours, theirs !== undefined)}</span>{" "}
          <span>{dial.youSee(mine ? null : ours)}</span>
        </span>
      </summary>
      {may && (
        <>
          <Check
            checked={mine !== undefined}
            change={(on) => keep(keptOf({ ...wanted, theirs: on }))}
            disabled={may.member_sees_refused !== ""}
            hint={may.member_sees_refused || dial.showMeTheirsHint}
          >
            {dial.showMeTheirs}
          </Check>
          <Check
            checked={theirs !== undefined}
            change={(on) => keep(keptOf({ ...wanted, mine: on }))}
            disabled={may.contact_sees_refused !== ""}
            hint={may.contact_sees_refused || dial.showThemMineHint(own)}
          >
            {dial.showThemMine}
          </Check>
        </>
      )}
    </details>
  );
}
