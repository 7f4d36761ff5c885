import { useState } from "react";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Check } from "../ui/Choices";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { TextField } from "../ui/TextField";
import type { Carrier } from "./carriers";
import { useChanging } from "./changing";

/** How fast calls begin over an account; at Twilio also whether a line's phones are rung at once. */
export function PacePart({ carrier, put }: { carrier: Carrier; put: (carrier: Carrier) => void }) {
  const { carriers: words } = useConsoleWords();
  const { common } = useWords();
  const [pace, setPace] = useState(String(carrier.calls_per_second));
  const [fast, setFast] = useState(carrier.fast_ringing);
  const { saving, done, problem, change, touch } = useChanging(carrier, put);
  const twilio = carrier.kind === "twilio";

  const save = () => change({ calls_per_second: Number(pace), ...(twilio && { fast_ringing: fast }) });

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
            touch();
          }}
        />
        {twilio && (
          <div className="checks">
            <Check
              checked={fast}
              hint={words.fastHint}
              change={(checked) => {
                setFast(checked);
                touch();
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
            {done && common.saved}
          </span>
        </div>
      </form>
    </Part>
  );
}
