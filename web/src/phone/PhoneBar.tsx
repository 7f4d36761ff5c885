import { Phone as PhoneIcon, PhoneIncoming, PhoneOff, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useCarried } from "../calls/Calls";
import { useI18n, useWords } from "../i18n/I18n";
import { looksLikeNumber } from "../numbers/format";
import { useNumbers } from "../numbers/useNumbers";
import { Controls } from "./Controls";
import type { Caller } from "./caller";
import { Keypad } from "./Keypad";
import { usePhone } from "./PhoneProvider";
import type { State } from "./state";
import "./PhoneBar.css";

/**
 * On top of every screen: the call that rings, and that calls don't reach this browser while they don't. A call that is
 * up is shown here until the server has told of it: then it has its place among one's own calls.
 */
export function PhoneBar() {
  const { state } = usePhone();
  const carried = useCarried();
  switch (state.is) {
    case "ringing":
      return state.call.ours ? null : <Rings />;
    case "calling":
    case "talking":
      return carried ? null : <OnCall state={state} />;
    case "reconnecting":
    case "lost":
      return <Unreachable lost={state.is === "lost"} />;
    case "off":
    case "elsewhere":
    case "asking":
    case "connecting":
    case "ready":
      return null;
  }
}

/** Whom the call is with, to be read. */
function useShownCaller(): Caller {
  const { caller } = usePhone();
  const written = useNumbers();
  return {
    name: looksLikeNumber(caller.name) ? written(caller.name) : caller.name,
    number: written(caller.number),
    line: written(caller.line),
  };
}

function Rings() {
  const { phone: words } = useWords();
  const { phone } = usePhone();
  const caller = useShownCaller();
  return (
    <section className="phone-bar phone-bar-rings" role="alertdialog" aria-label={words.incoming}>
      <PhoneIncoming size={24} aria-hidden />
      <p className="phone-bar-who">
        <strong>{words.calls(caller.name)}</strong>
        <span className="small soft">
          {caller.number && `${caller.number} · `}
          {words.toLine(caller.line)}
        </span>
      </p>
      <button type="button" className="button button-bad" onClick={() => phone.end()}>
        <PhoneOff size={18} aria-hidden />
        {words.decline}
      </button>
      <button type="button" className="button button-main" onClick={() => void phone.accept()}>
        <PhoneIcon size={18} aria-hidden />
        {words.accept}
      </button>
    </section>
  );
}

function OnCall({ state }: { state: State & { is: "calling" | "talking" } }) {
  const { phone: words } = useWords();
  const { phone } = usePhone();
  const caller = useShownCaller();
  const [keys, setKeys] = useState(false);
  const talking = state.is === "talking";
  return (
    <section className="phone-bar" aria-label={words.currentCall}>
      <p className="phone-bar-who">
        <strong>{caller.name || words.unknown}</strong>
        <span className="small soft" role="status">
          {talking ? <Timer since={state.since} /> : words.calling}
          {!state.connected && ` · ${words.callGoesOn}`}
        </span>
      </p>
      {talking && <Controls keys={keys} showKeys={setKeys} />}
      <button type="button" className="button button-bad" onClick={() => phone.end()}>
        <PhoneOff size={18} aria-hidden />
        {words.hangUp}
      </button>
      {talking && keys && <Keypad press={(key) => phone.press(key)} />}
    </section>
  );
}

function Timer({ since }: { since: number }) {
  const { format, words } = useI18n();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span role="timer">{words.phone.talking(format.clock((now - since) / 1000))}</span>;
}

function Unreachable({ lost }: { lost: boolean }) {
  const { phone: words } = useWords();
  return (
    <p className="phone-bar phone-bar-lost" role="alert">
      <WifiOff size={20} aria-hidden />
      <span>
        <strong>{words.notReachable}</strong> {lost ? words.lost : words.reconnecting}
      </span>
    </p>
  );
}
