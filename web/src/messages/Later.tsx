import { CalendarClock, Pencil, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import { SendLater } from "../composer/SendLater";
import { callOff, changeLater } from "../composer/server";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { MessageEntry } from "./conversations";

/** What can be done with a text until its time comes: another time, other words, or calling it off. */
export function Later(props: { message: MessageEntry; changed: () => Promise<void> | void }) {
  const { message, changed } = props;
  const { text: said } = useTextWords();
  const [asking, setAsking] = useState<"time" | "words">();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function attempt(what: () => Promise<unknown>) {
    setBusy(true);
    setProblem(undefined);
    setAsking(undefined);
    try {
      await what();
      await changed();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }

  return (
    <>
      <span className="text-acts">
        <button
          type="button"
          className="button button-plain text-act"
          disabled={busy}
          onClick={() => setAsking("time")}
        >
          <CalendarClock size={15} aria-hidden />
          {said.changeTime}
        </button>
        <button
          type="button"
          className="button button-plain text-act"
          disabled={busy}
          onClick={() => setAsking("words")}
        >
          <Pencil size={15} aria-hidden />
          {said.changeText}
        </button>
        <button
          type="button"
          className="button button-plain text-act"
          disabled={busy}
          onClick={() => void attempt(() => callOff(message.id))}
        >
          <X size={15} aria-hidden />
          {said.callOff}
        </button>
      </span>
      {problem && <ProblemNotice problem={problem} />}
      {asking === "time" && (
        <SendLater
          {...(message.send_at && { at: message.send_at })}
          close={() => setAsking(undefined)}
          choose={(send_at) => void attempt(() => changeLater(message.id, { send_at }))}
        />
      )}
      {asking === "words" && (
        <Words
          text={message.text}
          close={() => setAsking(undefined)}
          save={(text) => void attempt(() => changeLater(message.id, { text }))}
        />
      )}
    </>
  );
}

function Words(props: { text: string; close: () => void; save: (text: string) => void }) {
  const { common } = useI18n().words;
  const { text: said } = useTextWords();
  const [typed, setTyped] = useState(props.text);
  function submit(event: FormEvent) {
    event.preventDefault();
    props.save(typed.trim());
  }
  return (
    <Dialog title={said.changeText} close={props.close}>
      <form className="dialog-form" onSubmit={submit}>
        <Field label={said.text}>
          {(control) => (
            <textarea
              {...control}
              className="input"
              rows={5}
              dir="auto"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <div className="dialog-do">
          <button type="button" className="button" onClick={props.close}>
            {common.cancel}
          </button>
          <button type="submit" className="button button-main" disabled={typed.trim() === props.text}>
            {common.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
