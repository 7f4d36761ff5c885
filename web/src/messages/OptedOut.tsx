import { MessageSquareOff } from "lucide-react";
import { type FormEvent, useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLineNames } from "../api/useLines";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { Dialog } from "../ui/Dialog";
import { ProblemNotice } from "../ui/ProblemNotice";
import { TextField } from "../ui/TextField";
import type { Conversation } from "./conversations";
import { useMemberNames } from "./useMembers";
import { useNews } from "./useNews";

type Consent = Schemas["ConsentView"];
type What = Consent["what"];

export type Consenting = { latest: Consent | undefined; again: () => void };

/** What a contact said last of texts from a conversation's line; nothing until that is known. */
export function useConsent({ id, contact, line }: Conversation): Consenting {
  const whose = contact?.id;
  const ask = useCallback(async () => {
    if (whose === undefined) return [];
    const params = { path: { contact: whose } };
    return (await taken(api.GET("/api/v1/contacts/{contact}/consents", { params }))).items;
  }, [whose]);
  const load = useLoad(ask);
  useNews((ids) => ids.includes(id) && load.again());
  const all = load.state === "ready" ? load.data : [];
  const latest = all.find((each) => each.line === line.id && each.number === contact?.number);
  return { latest, again: load.again };
}

/** Says that somebody wants no more texts, how that is known, and what to do. */
export function OptedOut(props: { consent: Consent; who: string; changed: () => void }) {
  const { consent, who } = props;
  const { format } = useI18n();
  const { optedOut } = useTextWords();
  const line = useLineNames()(consent.line);
  const member = useMemberNames()(consent.member);
  const when = `${format.day(consent.at)}, ${format.time(consent.at)}`;
  const how = {
    text: optedOut.theirs(when, line),
    member: optedOut.member(member, when, line),
    carrier: optedOut.carrier(when, line),
  }[consent.source];
  return (
    <section className="opted-out" aria-label={optedOut.title(who)}>
      <MessageSquareOff size={20} aria-hidden />
      <div>
        <strong>{optedOut.title(who)}</strong>
        <p className="small">
          {how} {consent.words && <q dir="auto">{consent.words}</q>} {optedOut.todo}
        </p>
        <WriteDown line={consent.line} number={consent.number} what="in" done={props.changed} />
      </div>
    </section>
  );
}

/** A button by which a member writes down what they were told of texts, and how. */
export function WriteDown(props: { line: string; number: string; what: What; done: () => void }) {
  const { line, number, what, done } = props;
  const { optedOut, later } = useTextWords();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [button, title, detail] =
    what === "in"
      ? [optedOut.back, optedOut.backTitle, optedOut.backDetail]
      : [optedOut.out, optedOut.outTitle, optedOut.outDetail];

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const params = { path: { line } };
      await taken(api.POST("/api/v1/lines/{line}/consents", { params, body: { number, what, words } }));
      setOpen(false);
      setWords("");
      done();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }

  return (
    <>
      <button
        type="button"
        className={`button ${what === "out" ? "button-plain button-icon" : "consent-open"}`}
        aria-label={button}
        title={button}
        onClick={() => setOpen(true)}
      >
        {what === "out" ? <MessageSquareOff size={20} aria-hidden /> : button}
      </button>
      {open && (
        <Dialog title={title} close={() => setOpen(false)}>
          <p>{detail}</p>
          <form className="dialog-form" onSubmit={submit}>
            <TextField
              label={optedOut.backHow}
              hint={optedOut.backHowHint}
              error={problem?.about("words")}
              maxLength={200}
              value={words}
              change={setWords}
            />
            {problem && !problem.about("words") && <ProblemNotice problem={problem} />}
            <div className="dialog-do">
              <button type="button" className="button" onClick={() => setOpen(false)}>
                {later.cancel}
              </button>
              <button type="submit" className="button button-main" disabled={busy || !words.trim()}>
                {optedOut.backYes}
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}
