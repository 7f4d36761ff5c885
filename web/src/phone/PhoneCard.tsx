import { CircleCheck, Loader, Phone as PhoneIcon, PhoneOff, WifiOff } from "lucide-react";
import { useI18n, useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Notice } from "../ui/Notice";
import { Shown } from "../ui/Shown";
import { CallForm } from "./CallForm";
import { DeviceChoice } from "./DeviceChoice";
import { useMyLines } from "./lines";
import { usePermission } from "./notification";
import { usePhone } from "./PhoneProvider";
import { isOn, type State } from "./state";
import "./PhoneCard.css";

/** The phone in this browser: on or off, whose it is, what it answers for, and its devices. */
export function PhoneCard() {
  const { phone: words } = useWords();
  const { state } = usePhone();
  return (
    <section className="card settings-part" aria-labelledby="phone-card">
      <h2 id="phone-card">{words.title}</h2>
      {state.is === "off" ? (
        <Off state={state} />
      ) : state.is === "elsewhere" ? (
        <Elsewhere state={state} />
      ) : (
        <On />
      )}
    </section>
  );
}

function Off({ state }: { state: State & { is: "off" } }) {
  const { phone: words } = useWords();
  const { switchOn } = usePhone();
  if (state.trouble === "no-calls") {
    const { title, detail } = words.troubles["no-calls"];
    return (
      <Notice kind="warn" title={title}>
        <p>{detail}</p>
      </Notice>
    );
  }
  return (
    <>
      {state.trouble && (
        <Notice kind="bad" title={words.troubles[state.trouble].title}>
          <p>{words.troubles[state.trouble].detail}</p>
        </Notice>
      )}
      <p>{words.lead}</p>
      <p className="small soft">{words.aboutMicrophone}</p>
      <div>
        <button type="button" className="button button-main" onClick={() => switchOn()}>
          <PhoneIcon size={18} aria-hidden />
          {words.switchOn}
        </button>
      </div>
    </>
  );
}

function Elsewhere({ state }: { state: State & { is: "elsewhere" } }) {
  const { phone: words } = useWords();
  const { switchOn } = usePhone();
  const busy = state.there !== null && "call" in state.there;
  return (
    <>
      <p>{words.elsewhere}</p>
      {state.there && <Standing state={state.there} />}
      <div>
        <button type="button" className="button" disabled={busy} onClick={() => switchOn({ take: true })}>
          {words.takeHere}
        </button>
      </div>
    </>
  );
}

function On() {
  const { words, format } = useI18n();
  const written = useNumbers();
  const { session } = useSession();
  const { state, switchOff } = usePhone();
  const lines = useMyLines(session.member.id);
  const [permission, ask] = usePermission();
  return (
    <>
      <Standing state={state} />
      <p>{words.phone.signedInAs(session.member.name)}</p>
      <Shown load={lines}>
        {(mine) => (
          <p className="small soft">
            {mine.length === 0
              ? words.phone.noLines
              : words.phone.rings(format.list(mine.map((line) => line.name || written(line.number))))}
          </p>
        )}
      </Shown>
      <CallForm />
      <DeviceChoice />
      {permission === "default" && (
        <div>
          <button type="button" className="button" onClick={ask}>
            {words.phone.notify}
          </button>
        </div>
      )}
      {permission === "denied" && <p className="small soft">{words.phone.notifyDenied}</p>}
      <div>
        <button type="button" className="button" onClick={switchOff}>
          <PhoneOff size={18} aria-hidden />
          {words.phone.switchOff}
        </button>
      </div>
    </>
  );
}

const ICONS = { good: CircleCheck, soon: Loader, bad: WifiOff } as const;

function Standing({ state }: { state: State }) {
  const { phone: words } = useWords();
  const kind = kindOf(state);
  const Icon = ICONS[kind];
  return (
    <p className={`phone-standing phone-standing-${kind}`} role="status">
      <Icon size={18} aria-hidden />
      {isOn(state) ? words.standing[state.is as keyof typeof words.standing] : words.off}
    </p>
  );
}

function kindOf(state: State): keyof typeof ICONS {
  switch (state.is) {
    case "ready":
    case "ringing":
    case "calling":
    case "talking":
      return "good";
    case "asking":
    case "connecting":
      return "soon";
    case "off":
    case "elsewhere":
    case "reconnecting":
    case "lost":
      return "bad";
  }
}
