import { Phone as PhoneIcon, PhoneOff, Settings } from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n, useWords } from "../../src/i18n/I18n";
import { CallControls } from "../../src/phone/CallControls";
import { Keypad } from "../../src/phone/Keypad";
import { isOn } from "../../src/phone/state";
import { Mark } from "../../src/ui/Mark";
import { Notice } from "../../src/ui/Notice";
import { connection, type Message, type Standing, tell } from "./messages";
import { showPage } from "./page";
import { useExtensionWords } from "./words";

/** The phone, as its icon in the toolbar shows it. */
function Popup() {
  const { phone: words } = useWords();
  const own = useExtensionWords();
  const [standing, setStanding] = useState<Standing | null>(null);
  const [connected, setConnected] = useState<boolean | null>(null);
  useEffect(() => {
    void connection().then((there) => setConnected(there !== null));
    void tell({ to: "phone", do: "tell" }).then((there) => there && setStanding(there as Standing));
    chrome.runtime.onMessage.addListener((heard) => {
      const message = heard as Message;
      if (message.to === "all") setStanding(message.standing);
      return undefined;
    });
  }, []);
  return (
    <main className="popup">
      <Mark />
      {connected === false && <p>{own.notConnected}</p>}
      {standing && <Stands {...standing} />}
      {connected && !standing && <p role="status">{words.standing.connecting}</p>}
      <div className="popup-do">
        <button type="button" className="button" onClick={() => void chrome.runtime.openOptionsPage()}>
          <Settings size={18} aria-hidden />
          {connected === false ? own.openOptions : own.settings}
        </button>
      </div>
    </main>
  );
}

function Stands({ state, caller }: Standing) {
  const { phone: words } = useWords();
  const [keys, setKeys] = useState(false);
  if (state.is === "off" && state.trouble)
    return (
      <Notice kind="bad" title={words.troubles[state.trouble].title}>
        <p>{words.troubles[state.trouble].detail}</p>
      </Notice>
    );
  if (!("call" in state)) {
    const is = isOn(state) ? words.standing[state.is as keyof typeof words.standing] : words.off;
    return <p role="status">{is}</p>;
  }
  const end = () => void tell({ to: "phone", do: "end" });
  return (
    <>
      <p>
        <strong>{state.is === "ringing" ? words.calls(caller.name) : caller.name || words.unknown}</strong>
        <br />
        <span className="small soft">
          {caller.number && `${caller.number} · `}
          {words.toLine(caller.line)}
        </span>
      </p>
      {state.is === "talking" && <Timer since={state.since} />}
      <div className="popup-do">
        {state.is === "ringing" && (
          <button
            type="button"
            className="button button-main"
            onClick={() => void tell({ to: "phone", do: "accept" })}
          >
            <PhoneIcon size={18} aria-hidden />
            {words.accept}
          </button>
        )}
        {state.is === "talking" && (
          <CallControls
            muted={state.muted}
            mute={(muted) => void tell({ to: "phone", do: "mute", muted })}
            keys={keys}
            showKeys={setKeys}
          />
        )}
        <button type="button" className="button button-bad" onClick={end}>
          <PhoneOff size={18} aria-hidden />
          {state.is === "ringing" ? words.decline : words.hangUp}
        </button>
      </div>
      {keys && state.is === "talking" && (
        <Keypad press={(key) => void tell({ to: "phone", do: "press", key })} />
      )}
    </>
  );
}

function Timer({ since }: { since: number }) {
  const { format, words } = useI18n();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <p role="timer">{words.phone.talking(format.clock((now - since) / 1000))}</p>;
}

void showPage(<Popup />);
