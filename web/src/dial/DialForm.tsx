import { Phone } from "lucide-react";
import { type FormEvent, lazy, Suspense, useCallback, useRef, useState } from "react";
import { asProblem, Problem } from "../api/problem";
import { useCallKeeper } from "../calls/Calls";
import { useWords } from "../i18n/I18n";
import { plainNumber } from "../numbers/format";
import { useNumbers } from "../numbers/useNumbers";
import { usePhone } from "../phone/PhoneProvider";
import { browserPhoneId, forgetBrowserPhone } from "../phone/server";
import { isOn, onCall } from "../phone/state";
import { useSession } from "../session/SessionGate";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useKept } from "../ui/useKept";
import { BROWSER, CallMeAt } from "./CallMeAt";
import { Keypad } from "./Keypad";
import { LinePicker } from "./LinePicker";
import type { Line } from "./lines";
import { NumberField } from "./NumberField";
import { Quote } from "./Quote";
import { MASKED, type Seen } from "./seeing";
import { useWanted } from "./useWanted";

const FIELDS = ["to", "caller", "line"];
const WhoSees = lazy(async () => ({ default: (await import("./WhoSees")).WhoSees }));

/** Whom to call, over which line, and at which phone oneself is called first. */
export function DialForm({ lines }: { lines: readonly Line[] }) {
  const { dial } = useWords();
  const keeper = useCallKeeper();
  const written = useNumbers();
  const { member, phone: landline } = useSession().session;
  const [typed, setTyped] = useKept(`dialled.${member.id}`);
  const [name, setName] = useState("");
  const [own, setOwn] = useKept(`own.${member.id}`);
  const [line, setLine] = useKept(`line.${member.id}`);
  const [seen, setSeen] = useState<Seen>(MASKED);
  const [trouble, setTrouble] = useState<Problem>();
  const [calling, setCalling] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  /** The name of this wish to call: sent again after a broken connection, it places no second call. */
  const key = useRef("");
  const chosen = lines.find((each) => each.number === line) ?? lines[0];
  const { phone, state } = usePhone();
  const on = isOn(state);
  // Whoever has given no number yet, and is the phone here, is called here.
  const here = !landline && on && (own === BROWSER || (own === "" && !member.number));
  const number = own === BROWSER ? "" : own;
  // The dialer of a landline rings that one.
  const caller = landline?.number ?? (number || (member.number ?? ""));
  const phoneHere = here ? "softphone" : caller;

  const show = useCallback((chosen: Seen) => {
    setSeen(chosen);
    key.current = "";
  }, []);

  function changed() {
    setTrouble(undefined);
    key.current = "";
  }
  function dialled(text: string, who = "") {
    setTyped(text);
    setName(who);
    changed();
  }
  useWanted(dialled, setLine);

  async function call(event: FormEvent) {
    event.preventDefault();
    const to = plainNumber(typed);
    if (!to) {
      if (typed) setTrouble(new Problem("no-number", 0, "", "", [{ field: "to", detail: dial.noNumber }]));
      return field.current?.focus();
    }
    if (chosen === undefined) return;
    if (here && onCall(state) !== null)
      return setTrouble(new Problem("busy", 0, "", "", [{ field: "caller", detail: dial.browserBusy }]));
    key.current ||= crypto.getRandomValues(new Uint32Array(4)).join("-");
    setCalling(true);
    setTrouble(undefined);
    try {
      const own = here ? await browserPhoneId(member.id) : caller || null;
      const placing = keeper.place({ to, name, caller: own, line: chosen.number, seen }, key.current);
      if (here) phone.expect(placing.catch(() => null));
      await placing;
      dialled("");
    } catch (error) {
      if (here) forgetBrowserPhone(member.id);
      setTrouble(asProblem(error));
    }
    setCalling(false);
  }

  return (
    <form className="dialer card" onSubmit={call} noValidate>
      <LinePicker
        lines={lines}
        chosen={chosen?.number ?? ""}
        choose={(number) => {
          setLine(number);
          changed();
        }}
        error={trouble?.about("line")}
      />
      <NumberField
        field={field}
        typed={typed}
        name={name}
        change={dialled}
        found={setName}
        error={trouble?.about("to")}
      />
      <Keypad press={(key) => dialled(typed + key)} />
      {trouble && !FIELDS.some((each) => trouble.about(each)) && <ProblemNotice problem={trouble} />}
      {chosen && <Quote to={plainNumber(typed)} caller={phoneHere} line={chosen.number} />}
      {chosen && member.may_unmask && (
        <Suspense fallback={null}>
          <WhoSees member={member.id} caller={phoneHere} line={chosen.number} change={show} />
        </Suspense>
      )}
      <button type="submit" className="button button-main dialer-call" disabled={calling || !chosen}>
        <Phone size={22} aria-hidden />
        {calling ? dial.calling : name ? dial.callName(name) : dial.call}
      </button>
      {landline ? (
        <p className="dialer-line">
          <span className="soft">{dial.rings}</span>{" "}
          <span className="number">{written(landline.number)}</span>
        </p>
      ) : (
        <CallMeAt
          number={caller}
          browser={on ? here : undefined}
          change={(phone) => {
            setOwn(phone);
            changed();
          }}
          error={trouble?.about("caller")}
        />
      )}
    </form>
  );
}
