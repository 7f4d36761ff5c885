import { Link2Off, Mic } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { asProblem, type Problem } from "../../src/api/problem";
import { useWords } from "../../src/i18n/I18n";
import { microphoneAllowed, openMicrophone } from "../../src/phone/devices";
import { Field } from "../../src/ui/Field";
import { Mark } from "../../src/ui/Mark";
import { Notice } from "../../src/ui/Notice";
import { ProblemNotice } from "../../src/ui/ProblemNotice";
import { type Connection, connection, keepConnection } from "./messages";
import { showPage } from "./page";
import { originOf, serverAt, whose } from "./server";
import { useExtensionWords } from "./words";

/** Where the extension is connected, as whom, and whether it may use the microphone. */
function Options() {
  const words = useExtensionWords();
  const [there, setThere] = useState<Connection | null>();
  useEffect(() => void connection().then(setThere), []);
  if (there === undefined) return null;
  return (
    <main className="options card">
      <Mark />
      <h1>{words.connect}</h1>
      {there === null ? <Connect done={setThere} /> : <Connected there={there} gone={() => setThere(null)} />}
    </main>
  );
}

function Connect({ done }: { done: (there: Connection) => void }) {
  const words = useExtensionWords();
  const [address, setAddress] = useState("");
  const [key, setKey] = useState("");
  const [errors, setErrors] = useState<{ address?: string; key?: string }>({});
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);

  async function connect(event: FormEvent) {
    event.preventDefault();
    const origin = originOf(address);
    setProblem(undefined);
    setErrors({
      ...(origin === null && { address: words.badAddress }),
      ...(!key.trim() && { key: words.noKey }),
    });
    if (origin === null || !key.trim()) return;
    // Chrome asks for this address alone. It must be asked for before anything is waited for: only a click may.
    if (!(await chrome.permissions.request({ origins: [`${origin}/*`] }))) {
      setErrors({ address: words.notGiven });
      return;
    }
    setBusy(true);
    try {
      const { id, name } = await whose(serverAt(origin, key.trim()));
      const made = { origin, key: key.trim(), member: { id, name } };
      await keepConnection(made);
      done(made);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  return (
    <form className="options-form" onSubmit={connect} noValidate>
      <p>{words.lead}</p>
      <Field label={words.address} error={errors.address}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="url"
            placeholder={words.addressExample}
            value={address}
            onInput={({ currentTarget }) => setAddress(currentTarget.value)}
          />
        )}
      </Field>
      <Field label={words.key} error={errors.key} hint={words.keyHint}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="password"
            autoComplete="off"
            value={key}
            onInput={({ currentTarget }) => setKey(currentTarget.value)}
          />
        )}
      </Field>
      {problem && <ProblemNotice problem={problem} />}
      <div>
        <button type="submit" className="button button-main" disabled={busy}>
          {busy ? words.connecting : words.connect}
        </button>
      </div>
    </form>
  );
}

function Connected({ there, gone }: { there: Connection; gone: () => void }) {
  const words = useExtensionWords();
  const { phone } = useWords();
  const [allowed, setAllowed] = useState<boolean>();
  const [refused, setRefused] = useState(false);
  useEffect(() => void microphoneAllowed().then(setAllowed), []);

  async function allow() {
    try {
      for (const track of (await openMicrophone()).getTracks()) track.stop();
      setAllowed(true);
      await keepConnection(there); // the phone begins anew, with the microphone
    } catch {
      setRefused(true);
    }
  }
  async function disconnect() {
    await keepConnection(null);
    gone();
    // What a company's policy has granted can't be given back.
    await chrome.permissions.remove({ origins: [`${there.origin}/*`] }).catch(() => {});
  }

  return (
    <>
      <p role="status">{words.connectedAs(there.member.name, there.origin)}</p>
      {allowed === false && (
        <div>
          <p className="small soft">{words.microphoneLead}</p>
          <button type="button" className="button button-main" onClick={() => void allow()}>
            <Mic size={18} aria-hidden />
            {words.microphone}
          </button>
        </div>
      )}
      {allowed && <p>{words.microphoneAllowed}</p>}
      {refused && (
        <Notice kind="bad" title={phone.troubles["microphone-refused"].title}>
          <p>{phone.troubles["microphone-refused"].detail}</p>
        </Notice>
      )}
      <div>
        <button type="button" className="button" onClick={() => void disconnect()}>
          <Link2Off size={18} aria-hidden />
          {words.disconnect}
        </button>
      </div>
    </>
  );
}

void showPage(<Options />);
