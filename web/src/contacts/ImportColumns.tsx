import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { go } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { useKept } from "../ui/useKept";
import type { Import } from "./ImportPage";
import { useFields } from "./useFields";

type Body = Schemas["StartImportBody"];

const FIELD = "field:";

/** What each column of a file is, and what would become of its first rows, before it is imported. */
export function ImportColumns({ found, started }: { found: Import; started: () => void }) {
  const { contacts, common } = useI18n().words;
  const [kept, keep] = useKept(`import.${found.id}`);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const body: Body = kept ? JSON.parse(kept) : { targets: found.suggested, existing: "update" };
  const choose = (part: Partial<Body>) => keep(JSON.stringify({ ...body, ...part }));

  async function tried(deed: () => Promise<void>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await deed();
      keep("");
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }
  const params = { path: { batch: found.id } };
  const start = () =>
    tried(async () => {
      await taken(api.POST("/api/v1/contacts/imports/{batch}/start", { params, body }));
      started();
    });
  const cancel = () =>
    tried(async () => {
      await taken(api.DELETE("/api/v1/contacts/imports/{batch}", { params }));
      go("/contacts/import", { replace: true });
    });

  return (
    <>
      <p className="soft">{contacts.importFound(found.file, found.rows, found.encoding)}</p>
      <fieldset className="card import-columns">
        <legend className="field-label">{contacts.importColumns}</legend>
        {found.columns.map((column, place) => (
          <Field key={column} label={column} hint={sampleOf(found, place)}>
            {(control) => (
              <Target
                control={control}
                column={column}
                value={body.targets[place] ?? ""}
                choose={(target) => choose({ targets: body.targets.with(place, target) })}
              />
            )}
          </Field>
        ))}
      </fieldset>
      <Field label={contacts.importExisting}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={body.existing}
            onChange={(event) => choose({ existing: event.currentTarget.value as Body["existing"] })}
          >
            <option value="update">{contacts.importUpdate}</option>
            <option value="skip">{contacts.importSkip}</option>
          </select>
        )}
      </Field>
      <Preview found={found} body={JSON.stringify(body)} />
      {problem && <ProblemNotice problem={problem} />}
      <div className="contact-form-do">
        <button type="button" className="button button-main" disabled={busy} onClick={() => void start()}>
          {contacts.importStart(found.rows)}
        </button>
        <button type="button" className="button button-plain" disabled={busy} onClick={() => void cancel()}>
          {common.cancel}
        </button>
      </div>
    </>
  );
}

function sampleOf(found: Import, place: number): string {
  const filled = found.samples.map((cells) => cells[place] ?? "").filter(Boolean);
  return filled.slice(0, 3).join(" · ").slice(0, 90);
}

function Target(props: { control: object; column: string; value: string; choose: (target: string) => void }) {
  const { contacts } = useI18n().words;
  const load = useFields();
  const { control, column, value, choose } = props;
  const defined = load.state === "ready" ? load.data.map(({ name }) => FIELD + name) : [];
  // The column's own name can become a field, and what is chosen stays to be seen.
  const fields = [...new Set([...defined, FIELD + column, ...(value.startsWith(FIELD) ? [value] : [])])];
  return (
    <select
      {...control}
      className="input"
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{contacts.importIgnored}</option>
      {Object.entries(contacts.importTargets).map(([target, words]) => (
        <option key={target} value={target}>
          {words}
        </option>
      ))}
      {fields.map((target) => (
        <option key={target} value={target}>
          {contacts.importField(target.slice(FIELD.length), !defined.includes(target))}
        </option>
      ))}
    </select>
  );
}

function Preview({ found, body }: { found: Import; body: string }) {
  const { contacts } = useI18n().words;
  const written = useNumbers();
  const ask = useCallback(
    () =>
      taken(
        api.POST("/api/v1/contacts/imports/{batch}/preview", {
          params: { path: { batch: found.id } },
          body: JSON.parse(body),
        }),
      ),
    [found.id, body],
  );
  const load = useLoad(ask);
  return (
    <section className="card import-preview" aria-labelledby="import-preview">
      <h3 id="import-preview">{contacts.importPreview}</h3>
      <Shown load={load}>
        {({ items }) => (
          <div className="import-table">
            <table>
              <thead>
                <tr>
                  <th scope="col">{contacts.importLine}</th>
                  <th scope="col">{contacts.importOutcome}</th>
                  <th scope="col">{contacts.name}</th>
                  <th scope="col">{contacts.number}</th>
                  <th scope="col">{contacts.ownFields}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((each) => (
                  <tr key={each.line} className={each.reason && "import-bad"}>
                    <td className="number">{each.line}</td>
                    <td>{contacts.importOutcomes[each.outcome]}</td>
                    {each.reason ? (
                      <td colSpan={3}>{each.reason}</td>
                    ) : (
                      <>
                        <td dir="auto">{each.name}</td>
                        <td className="number">{each.numbers.map(written).join(", ")}</td>
                        <td dir="auto">
                          {Object.entries(each.fields)
                            .map(([name, value]) => `${name}: ${value}`)
                            .join(" · ")}
                        </td>
                      </>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Shown>
    </section>
  );
}
