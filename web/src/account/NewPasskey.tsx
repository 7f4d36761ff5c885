import { type FormEvent, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { type Ceremony, makePasskey } from "../passkeys/webauthn";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { browserOf } from "./browser";

/** Adds a passkey: a name for it, and then the browser's own dialog. */
export function NewPasskey({ added, close }: { added: () => void; close: () => void }) {
  const { account, common } = useWords();
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [failed, setFailed] = useState<Exclude<Ceremony["is"], "done">>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    setAdding(true);
    setProblem(undefined);
    setFailed(undefined);
    try {
      const { options } = await taken(api.POST("/api/v1/passkeys/options"));
      const made = await makePasskey(options);
      if (made.is === "done") {
        await taken(api.POST("/api/v1/passkeys", { body: { name, credential: made.credential } }));
        added();
        close();
        return;
      }
      setFailed(made.is);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setAdding(false);
  }

  const about = problem?.about("name");
  return (
    <Dialog title={account.addPasskey} close={close}>
      <form className="dialog-form" onSubmit={submit} noValidate>
        <p className="soft">{account.addPasskeyLead}</p>
        <Field label={account.passkeyName} hint={account.passkeyNameHint} error={about}>
          {(control) => (
            <input
              {...control}
              className="input"
              name="name"
              autoComplete="off"
              maxLength={60}
              defaultValue={browserOf(navigator.userAgent)}
            />
          )}
        </Field>
        {problem && !about && <ProblemNotice problem={problem} />}
        {failed && (
          <Notice kind="warn">
            <p>{account.ceremonies[failed]}</p>
          </Notice>
        )}
        <div className="dialog-do">
          <button type="button" className="button" onClick={close}>
            {common.cancel}
          </button>
          <button type="submit" className="button button-main" disabled={adding}>
            {account.addPasskey}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
