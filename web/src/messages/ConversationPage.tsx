import { ArrowLeft, MailOpen } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLineNames, useLines } from "../api/useLines";
import { useLoad } from "../api/useLoad";
import { go, Link, usePlace } from "../app/router";
import { CallLink } from "../calls/CallLink";
import { useWords } from "../i18n/I18n";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { useWide } from "../ui/useWide";
import { Assignee } from "./Assignee";
import { ContactAside } from "./ContactAside";
import type { Conversation } from "./conversations";
import { Entries } from "./Entries";
import { useConsent, WriteDown } from "./OptedOut";
import { useNames } from "./useNames";
import { useNews } from "./useNews";

/** One conversation: all that happened, a place for notes, and at a desk whom it is with. */
export function ConversationPage({ id }: { id: string }) {
  const { common } = useWords();
  const { search } = usePlace();
  const wide = useWide();
  const ask = useCallback(
    () => taken(api.GET("/api/v1/conversations/{conversation}", { params: { path: { conversation: id } } })),
    [id],
  );
  const load = useLoad(ask);
  useNews((ids) => ids.includes(id) && load.again());
  return (
    <>
      <article className="pane conversation-page">
        {!wide && (
          <Link className="back" href={`/messages${search}`}>
            <ArrowLeft size={18} aria-hidden />
            {common.messages}
          </Link>
        )}
        <Shown load={load}>{(conversation) => <Whole conversation={conversation} put={load.put} />}</Shown>
      </article>
      {wide && load.state === "ready" && load.data.contact && <ContactAside id={load.data.contact.id} />}
    </>
  );
}

function Whole({ conversation, put }: { conversation: Conversation; put: (as: Conversation) => void }) {
  const { messages } = useWords();
  const { search } = usePlace();
  const { who } = useNames();
  const line = useLineNames()(conversation.line.id);
  const texts = useLines().some((each) => each.id === conversation.line.id && each.texts);
  const consent = useConsent(conversation);
  const [problem, setProblem] = useState<Problem>();
  const { id, contact, unread } = conversation;
  const name = who(conversation);

  const mark = useCallback(
    (as: boolean) => {
      const params = { path: { conversation: id } };
      return taken(api.PATCH("/api/v1/conversations/{conversation}", { params, body: { unread: as } })).then(
        put,
        (error: unknown) => setProblem(asProblem(error)),
      );
    },
    [id, put],
  );
  // What is opened is read, once it is seen; but not what is marked as unread while it is open.
  const waits = useRef(unread);
  waits.current = unread;
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew for each conversation, and for what comes into it
  useEffect(() => {
    const look = () => {
      if (waits.current && document.visibilityState === "visible") void mark(false);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [mark, conversation.latest_at]);

  return (
    <>
      <header className="pane-head pane-title conversation-head">
        <div>
          <h2>{contact ? <Link href={`/contacts/${contact.id}`}>{name}</Link> : name}</h2>
          <div className="conversation-facts">
            <p className="soft small">{messages.on(line)}</p>
            <Assignee conversation={conversation} put={put} />
          </div>
        </div>
        <div className="conversation-do">
          {contact?.number && texts && consent.latest?.what !== "out" && (
            <WriteDown line={conversation.line.id} number={contact.number} what="out" done={consent.again} />
          )}
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={messages.markUnread}
            title={messages.markUnread}
            onClick={() => void mark(true).then(() => go(`/messages${search}`))}
          >
            <MailOpen size={20} aria-hidden />
          </button>
          {contact?.number && (
            <CallLink
              className="button button-main conversation-call"
              to={contact.number}
              over={conversation.line.number}
              who={name}
            />
          )}
        </div>
      </header>
      {problem && <ProblemNotice problem={problem} />}
      <Entries conversation={conversation} consent={consent} />
    </>
  );
}
