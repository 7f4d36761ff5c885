import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Check } from "../ui/Choices";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { TextField } from "../ui/TextField";
import type { Carrier } from "./carriers";

/** How fast calls begin over an account; at Twilio also whether a line's phones are rung at once. */
export function PacePart({ carrier, put }: { carrier: Carrier; put: (carrier: Carrier) => void }) {
  const { carriers: words } = useConsoleWords();
  const { common } = useWords();
  const [pace, setPace] = useState(String(carrier.calls_per_second));
  const [fast, setFast] = useState(carrier.fast_ringing);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const twilio = carrier.kind === "twilio";

  async function save() {
    setSaving(true);
    setProblem(undefined);
    try {
      const path = { params: { path: { trunk: carrier.trunk.id } } };
      const body = { calls_per_second: Number(pace), ...(twilio && { fast_ringing: fast }) };
      put(await taken(api.PATCH("/api/v1/carriers/{trunk}", { ...path, body })));
      setSaved(true);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
  }

  const about = problem?.about("calls_per_second");
  return (
    <Part title={words.begins}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={words.pace}
          hint={words.paceHint}
          error={about}
          inputMode="numeric"
          value={pace}
          change={(text) => {
            setPace(text.replace(/\D/g, ""));
            setSaved(false);
          }}
        />
        {twilio && (
          <div className="checks">
            <Check
              checked={fast}
              hint={words.fastHint}
              change={(checked) => {
                setFast(checked);
                setSaved(false);
              }}
            >
              {words.fast}
            </Check>
          </div>
        )}
        {problem && !about && <ProblemNotice problem={problem} />}
        <div className="form-do">
          <button type="submit" className="button" disabled={saving || pace === ""}>
            {saving ? common.saving : common.save}
          </button>
          <span className="small soft" role="status">
            {saved && common.saved}
          </span>
        </div>
      </form>
    </Part>
  );
}
