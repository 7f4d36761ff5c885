import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { knowsPasskeys, signWithPasskey } from "../passkeys/webauthn";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { passkeyOptions, type Session, signInByPasskey } from "./session";

/** Signs in by a passkey: it says itself whose it is, so nothing is typed. Not there where a browser knows none. */
export function PasskeyButton({ entered }: { entered: (session: Session | null) => void }) {
  const { session: words, account } = useWords();
  const [trying, setTrying] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [failed, setFailed] = useState<"impossible">();
  if (!knowsPasskeys()) return null;

  async function signIn() {
    setTrying(true);
    setProblem(undefined);
    setFailed(undefined);
    try {
      const signed = await signWithPasskey(await passkeyOptions());
      if (signed.is === "done") return entered(await signInByPasskey(signed.credential));
      if (signed.is === "impossible") setFailed(signed.is);
    } catch (error) {
      setProblem(asProblem(error));
    }
    setTrying(false);
  }

  return (
    <>
      <button type="button" className="button" disabled={trying} onClick={signIn}>
        <Fingerprint size={20} aria-hidden />
        {words.byPasskey}
      </button>
      {problem && <ProblemNotice problem={problem} />}
      {failed && (
        <Notice kind="warn">
          <p>{account.ceremonies[failed]}</p>
        </Notice>
      )}
    </>
  );
}
