import { Phone } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import type { Schemas } from "../api/client";
import { asProblem, Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { plainNumber } from "../numbers/format";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useKept } from "../ui/useKept";
import { prepareCall, telephoneLink } from "./handOver";
import { Keypad } from "./Keypad";
import { NumberField } from "./NumberField";
import { useWanted } from "./useWanted";

/** The dial pad of a smartphone: whom it calls is told to Offhook in a few hundred bytes, and the telephone itself calls. */
export function PhoneDialer({ phone }: { phone: Schemas["DialerView"] }) {
  const { dial } = useWords();
  const written = useNumbers();
  const { member } = useSession().session;
  const [typed, setTyped] = useKept(`dialled.${member.id}`);
  const [name, setName] = useState("");
  const [trouble, setTrouble] = useState<Problem>();
  const [calling, setCalling] = useState(false);
  const [handed, setHanded] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  function dialled(text: string, who = "") {
    setTyped(text);
    setName(who);
    setTrouble(undefined);
    setHanded(false);
  }
  useWanted(dialled, () => {});

  async function call(event: FormEvent) {
    event.preventDefault();
    const to = plainNumber(typed);
    if (!to) {
      if (typed) setTrouble(new Problem("no-number", 0, "", "", [{ field: "to", detail: dial.noNumber }]));
      return field.current?.focus();
    }
    setCalling(true);
    setTrouble(undefined);
    try {
      location.href = telephoneLink(await prepareCall(to));
      setHanded(true);
    } catch (error) {
      const problem = asProblem(error);
      // Help is called by the telephone itself, which says where it is.
      if (problem.kind === "emergency-number") location.href = `tel:${to}`;
      else setTrouble(problem);
    }
    setCalling(false);
  }

  return (
    <form className="dialer card" onSubmit={call} noValidate>
      <p className="dialer-line">
        <span className="soft">{dial.over}</span>{" "}
        <strong className="number">{written(phone.line_number)}</strong>
      </p>
      <NumberField
        field={field}
        typed={typed}
        name={name}
        change={dialled}
        found={setName}
        error={trouble?.about("to")}
      />
      <Keypad press={(key) => dialled(typed + key)} />
      {trouble && !trouble.about("to") && <ProblemNotice problem={trouble} />}
      {handed && (
        <Notice kind="info" title={dial.handedOver}>
          <p>{dial.handedOverDetail}</p>
        </Notice>
      )}
      <button type="submit" className="button button-main dialer-call" disabled={calling}>
        <Phone size={22} aria-hidden />
        {calling ? dial.calling : name ? dial.callName(name) : dial.call}
      </button>
      <p className="small soft dialer-line">{dial.byTelephone}</p>
    </form>
  );
}
