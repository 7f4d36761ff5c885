import { useState } from "react";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { ProblemNotice } from "../ui/ProblemNotice";
import { TextField } from "../ui/TextField";
import type { Carrier } from "./carriers";
import { useChanging } from "./changing";
import { SecretField } from "./SecretField";

/** Vonage: the account's API key, which sees and buys its numbers, given or changed for another. */
export function NumberKey({ carrier, put }: { carrier: Carrier; put: (carrier: Carrier) => void }) {
  const { carriers: words } = useConsoleWords();
  const { common } = useI18n().words;
  const [key, setKey] = useState(carrier.key ?? "");
  const [secret, setSecret] = useState("");
  const { saving, done, problem, change, touch } = useChanging(carrier, put);

  async function save() {
    if (await change({ key: key.trim(), key_secret: secret.trim() })) setSecret("");
  }

  const beside = problem?.about("key") ?? problem?.about("key_secret");
  return (
    <details className="fold">
      <summary>{words.giveNumberKey}</summary>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={words.numberKey}
          hint={words.forNumbersHint}
          error={problem?.about("key")}
          value={key}
          change={setKey}
          autoCapitalize="none"
          spellCheck={false}
        />
        <SecretField
          label={words.numberSecret}
          error={problem?.about("key_secret")}
          value={secret}
          change={(text) => {
            setSecret(text);
            touch();
          }}
        />
        {problem && !beside && <ProblemNotice problem={problem} />}
        <div className="form-do">
          <button
            type="submit"
            className="button"
            disabled={saving || key.trim() === "" || secret.trim() === ""}
          >
            {saving ? words.trying : common.save}
          </button>
          <span className="small soft" role="status">
            {done && words.changed}
          </span>
        </div>
      </form>
    </details>
  );
}
