import { FlaskConical } from "lucide-react";
import { useCallback, useState } from "react";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { NumberInput } from "../numbers/NumberInput";
import { Field } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Skeleton } from "../ui/Skeleton";
import { usePaused } from "../ui/usePaused";
import { type Tried, tried } from "./preview";
import type { Found, Route } from "./route";
import { TryResult } from "./TryResult";
import { useAround } from "./useAround";
import { difference } from "./words";

/** Who would ring, were somebody to call: as it is saved, and with the changes that are not. */
export function TryIt({ found, draft, changed }: { found: Found; draft: Route; changed: boolean }) {
  const { route: words } = useConsoleWords();
  const [caller, setCaller] = useState("");
  const [at, setAt] = useState("");
  const { id } = found.line;
  const wanted = usePaused(JSON.stringify({ caller, at, draft: changed ? draft : undefined }), 300);
  const load = useLoad(
    useCallback(() => {
      const asked = JSON.parse(wanted) as { caller: string; at: string; draft?: Route };
      return tried(id, asked, asked.draft);
    }, [id, wanted]),
  );
  const problem = load.state === "failed" ? load.problem : undefined;
  const beside = problem?.about("caller") ?? problem?.about("at");
  return (
    <Part title={words.tryIt} icon={FlaskConical}>
      <div className="route-call">
        <Field label={words.caller} hint={words.callerHint} error={problem?.about("caller")}>
          {(control) => <NumberInput {...control} value={caller} change={setCaller} />}
        </Field>
        <Field label={words.at} hint={words.atHint} error={problem?.about("at")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="datetime-local"
              value={at}
              onInput={(event) => setAt(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <div aria-live="polite" className="route-tried">
        {load.state === "loading" && <Skeleton />}
        {problem && beside === undefined && <ProblemNotice problem={problem} again={load.again} />}
        {load.state === "ready" && (
          <Results tried={load.data} found={found} draft={changed ? draft : undefined} />
        )}
      </div>
    </Part>
  );
}

function Results(props: { tried: Tried; found: Found; draft: Route | undefined }) {
  const { route: words } = useConsoleWords();
  const around = useAround(props.found);
  const { saved, proposed, refused } = props.tried;
  if (!props.draft) return <TryResult preview={saved} />;
  const changes = difference(props.found.route, props.draft, around);
  return (
    <>
      {refused && (
        <Notice kind="bad" title={words.refused}>
          <p>{refused.message}</p>
        </Notice>
      )}
      {proposed && (
        <section aria-label={words.withChanges}>
          <h3>{words.withChanges}</h3>
          <TryResult preview={proposed} before={saved} />
        </section>
      )}
      {changes.length > 0 && (
        <section aria-label={words.changes}>
          <h3>{words.changes}</h3>
          <dl className="route-changes">
            {changes.map(({ part, before, after }) => (
              <div key={part}>
                <dt>{words.parts[part]}</dt>
                <dd>
                  <del>{before}</del> <ins>{after}</ins>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section aria-label={words.asSaved}>
        <h3>{words.asSaved}</h3>
        <TryResult preview={saved} />
      </section>
    </>
  );
}
