import { useCallback, useEffect } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useCalls } from "../calls/Calls";
import { CallRow } from "../history/CallRow";
import { useWords } from "../i18n/I18n";
import { Shown } from "../ui/Shown";

const LATEST = 8;

/** The latest calls of the workspace, renewed when one of one's own ends. */
export function Recent() {
  const { dial } = useWords();
  const ended = useCalls().filter((call) => call.over).length;
  const ask = useCallback(
    () => taken(api.GET("/api/v1/calls", { params: { query: { limit: LATEST } } })),
    [],
  );
  const load = useLoad(ask);
  const { again } = load;
  useEffect(() => {
    if (ended > 0) again();
  }, [ended, again]);
  return (
    <section className="recent" aria-labelledby="recent">
      <h2 id="recent">{dial.recent}</h2>
      <Shown load={load}>
        {(page) =>
          page.items.length === 0 ? (
            <p className="soft">{dial.noRecent}</p>
          ) : (
            <ul className="rows card">
              {page.items.map((call) => (
                <CallRow key={call.id} call={call} />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}
