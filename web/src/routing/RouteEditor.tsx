import { useEffect, useId, useState } from "react";
import { api, taken } from "../api/client";
import { useConsoleWords } from "../i18n/console";
import { FormEnd } from "../ui/FormEnd";
import { Notice } from "../ui/Notice";
import { Part } from "../ui/Part";
import { useForm } from "../ui/useForm";
import { PartPanel } from "./PartPanel";
import { bodyOf, type Found, type Route, ringsNobody } from "./route";
import { Sentence } from "./Sentence";
import { TryIt } from "./TryIt";
import type { Clause } from "./words";

/** Where the problem with a field is mended. */
const PART_OF: Record<string, Clause> = {
  agents: "whom",
  forwards: "whom",
  ring_seconds: "ring",
  message_seconds: "unanswered",
  hours: "hours",
};
const FIELDS = Object.keys(PART_OF);

/** The route as a sentence with parts to click; beside it what it would do. Nothing counts before it is saved. */
export function RouteEditor({ found, put }: { found: Found; put: (found: Found) => void }) {
  const { route: words } = useConsoleWords();
  const { line, people } = found;
  const form = useForm<Route>(`route.${line.id}`, found.route, async (draft) => {
    const path = { params: { path: { line: line.id } } };
    const saved = await taken(api.PUT("/api/v1/lines/{line}/route", { ...path, body: bodyOf(draft) }));
    put({ ...found, route: saved.route });
  });
  const [part, setPart] = useState<Clause>();
  const panel = useId();
  const wrongField = form.problem?.fields[0]?.field.split(".")[0];
  const wrong = wrongField === undefined ? undefined : PART_OF[wrongField];
  useEffect(() => {
    if (wrong) setPart(wrong);
  }, [wrong]);
  const error = wrong === part ? form.problem?.fields[0]?.detail : undefined;
  return (
    <div className="route-editor">
      <form className="form" onSubmit={form.submit} noValidate>
        <Part title={words.says}>
          <Sentence
            route={form.draft}
            line={line}
            people={people}
            open={{
              part,
              choose: (chosen) => setPart(chosen === part ? undefined : chosen),
              panel,
              wrong: (each) => each === wrong,
            }}
          />
          {!part && <p className="small soft">{words.clickToChange}</p>}
          <div id={panel}>
            {part && (
              <PartPanel
                key={part}
                part={part}
                route={form.draft}
                change={form.change}
                people={people}
                error={error}
                close={() => setPart(undefined)}
              />
            )}
          </div>
          {ringsNobody(form.draft, people) && (
            <Notice kind="warn" title={words.ringsNobody}>
              <p>{words.ringsNobodyDetail(form.draft.voicemail_on)}</p>
            </Notice>
          )}
          <FormEnd form={form} fields={FIELDS} save={words.save} />
        </Part>
      </form>
      <TryIt found={found} draft={form.draft} changed={form.changed} />
    </div>
  );
}
