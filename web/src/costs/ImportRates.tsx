import { FileUp } from "lucide-react";
import { useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useConsoleWords } from "../i18n/console";
import { Field } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { Trunk } from "./RatesPage";
import { RatesPreview } from "./RatesPreview";

type Sheet = Schemas["SheetView"];
type Looked = { file: File; preview: Schemas["RatesPreviewView"] };

const FIELDS = ["currency", "trunk"];

/** A file as the document describes text, sent as it is. */
const sent = (file: File) => ({
  headers: { "Content-Type": "text/csv" },
  body: file as unknown as string,
  bodySerializer: (body: string) => body,
});

/** A file of rates: chosen, looked at, and imported. */
export function ImportRates(props: { trunks: readonly Trunk[]; imported: (sheet: Sheet) => void }) {
  const { costs } = useConsoleWords();
  const [chosen, setTrunk] = useState("");
  const [currency, setCurrency] = useState("USD");
  const [looked, setLooked] = useState<Looked>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const trunk = chosen || (props.trunks[0]?.id ?? "");

  async function attempt(act: () => Promise<void>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }
  const look = (file: File, of: string) =>
    attempt(async () => {
      setLooked(undefined);
      const query = { trunk: of };
      const asked = api.POST("/api/v1/rate-sheets/preview", { params: { query }, ...sent(file) });
      setLooked({ file, preview: await taken(asked) });
    });
  const doImport = ({ file }: Looked) =>
    attempt(async () => {
      const query = { trunk, currency, name: file.name.slice(0, 100) };
      const made = await taken(api.POST("/api/v1/rate-sheets", { params: { query }, ...sent(file) }));
      setLooked(undefined);
      props.imported(made);
    });

  if (props.trunks.length === 0)
    return (
      <Part title={costs.importTitle} icon={FileUp}>
        <Notice kind="info">
          <p>{costs.noTrunk}</p>
        </Notice>
      </Part>
    );
  return (
    <Part title={costs.importTitle} icon={FileUp} lead={costs.importLead}>
      <div className="form-pair">
        <Field label={costs.trunk} error={problem?.about("trunk")}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={trunk}
              onChange={(event) => {
                const next = event.currentTarget.value;
                setTrunk(next);
                if (looked) void look(looked.file, next);
              }}
            >
              {props.trunks.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={costs.currency} hint={costs.currencyHint} error={problem?.about("currency")}>
          {(control) => (
            <input
              {...control}
              className="input"
              maxLength={3}
              value={currency}
              onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
            />
          )}
        </Field>
      </div>
      <div className="form-do">
        <input
          id="rates-file"
          className="unseen"
          type="file"
          accept=".csv,.txt,.tsv,text/csv"
          disabled={busy}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void look(file, trunk);
            event.currentTarget.value = ""; // so that the same file, mended, can be chosen again
          }}
        />
        <label className={`button${looked ? "" : " button-main"}`} htmlFor="rates-file">
          {busy && !looked ? costs.reading : looked ? costs.chooseOther : costs.choose}
        </label>
        {looked && looked.preview.wrong === 0 && (
          <button
            type="button"
            className="button button-main"
            disabled={busy}
            onClick={() => doImport(looked)}
          >
            {busy ? costs.importing : costs.doImport}
          </button>
        )}
      </div>
      {problem && !FIELDS.some((field) => problem.about(field)) && <ProblemNotice problem={problem} />}
      {looked && <RatesPreview name={looked.file.name} preview={looked.preview} currency={currency} />}
    </Part>
  );
}
