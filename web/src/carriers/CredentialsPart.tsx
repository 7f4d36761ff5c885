import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { TextField } from "../ui/TextField";
import type { Carrier } from "./carriers";
import { useChanging } from "./changing";
import { NumberKey } from "./NumberKey";
import { SecretField } from "./SecretField";

type Put = (carrier: Carrier) => void;

/** What an account opens with, as far as it may be seen; a way to try it, and to change it. */
export function CredentialsPart({ carrier, put }: { carrier: Carrier; put: Put }) {
  const { format } = useI18n();
  const { carriers: words } = useConsoleWords();
  const [testing, setTesting] = useState(false);
  const [tested, setTested] = useState<string>();
  const [problem, setProblem] = useState<Problem>();

  async function test() {
    setTesting(true);
    setTested(undefined);
    setProblem(undefined);
    try {
      const path = { trunk: carrier.trunk.id };
      put(await taken(api.POST("/api/v1/carriers/{trunk}/test", { params: { path } })));
      setTested(new Date().toISOString());
    } catch (error) {
      setProblem(asProblem(error));
    }
    setTesting(false);
  }

  return (
    <Part title={words.credentials} icon={KeyRound} lead={words.credentialsLead}>
      <dl className="facts" aria-live="polite">
        {carrier.kind === "twilio" && (
          <div>
            <dt>{words.apiKey}</dt>
            <dd className="carrier-id">{carrier.key ?? words.noKey}</dd>
          </div>
        )}
        {carrier.kind === "vonage" && (
          <div>
            <dt>{words.numberKey}</dt>
            <dd className="carrier-id">{carrier.key ?? words.noNumberKey}</dd>
          </div>
        )}
        <div>
          <dt>{words.token[carrier.kind]}</dt>
          <dd>{words.tokens(carrier.tokens)}</dd>
        </div>
      </dl>
      {problem && <ProblemNotice problem={problem} />}
      <div className="form-do">
        <button type="button" className="button" disabled={testing} onClick={test}>
          {testing ? words.testing : words.test}
        </button>
        <span className="small soft" role="status">
          {tested && words.tested(format.second(tested))}
        </span>
      </div>
      {(carrier.key !== null || carrier.kind !== "twilio") && <OtherKey carrier={carrier} put={put} />}
      {carrier.kind === "vonage" && <NumberKey carrier={carrier} put={put} />}
    </Part>
  );
}

/** Another key in place of the one that is used: taken once the carrier does. */
function OtherKey({ carrier, put }: { carrier: Carrier; put: Put }) {
  const { carriers: words } = useConsoleWords();
  const { common } = useI18n().words;
  const [key, setKey] = useState("");
  const [secret, setSecret] = useState("");
  const { saving, done, problem, change, touch } = useChanging(carrier, put);
  const twilio = carrier.kind === "twilio";

  async function save() {
    if (await change({ secret: secret.trim(), ...(twilio && key.trim() && { key: key.trim() }) })) {
      setKey("");
      setSecret("");
    }
  }

  const beside = problem?.about("key") ?? problem?.about("secret");
  return (
    <details className="fold">
      <summary>{twilio ? words.changeKey : words.changeSecret}</summary>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {twilio && (
          <TextField
            label={words.key}
            hint={words.keyHint}
            error={problem?.about("key")}
            value={key}
            change={setKey}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        <SecretField
          label={words.secret[carrier.kind]}
          long={carrier.kind === "vonage"}
          error={problem?.about("secret")}
          value={secret}
          change={(text) => {
            setSecret(text);
            touch();
          }}
        />
        {problem && !beside && <ProblemNotice problem={problem} />}
        <div className="form-do">
          <button type="submit" className="button" disabled={saving || secret.trim() === ""}>
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
