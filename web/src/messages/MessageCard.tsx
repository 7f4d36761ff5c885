import { Ban, Check, CheckCheck, CircleAlert, CircleHelp, Clock, RotateCw } from "lucide-react";
import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Pending } from "../composer/outbox";
import { sendAgain } from "../composer/server";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useSession } from "../session/SessionGate";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { MessageEntry } from "./conversations";
import { Later } from "./Later";
import { Linked } from "./Linked";
import { Pictures } from "./Pictures";
import "./Text.css";

const ICONS = {
  scheduled: Clock,
  queued: Clock,
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  undelivered: CircleAlert,
  failed: CircleAlert,
  unknown: CircleHelp,
  cancelled: Ban,
  received: Check,
} as const;

/** A text: what it says, how far it came, and where it did not arrive why, and what to do. */
export function MessageCard(props: { message: MessageEntry; refresh: () => Promise<void> }) {
  const { message, refresh } = props;
  const { format } = useI18n();
  const { text: said } = useTextWords();
  const { member, workspace } = useSession().session;
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const inbound = message.direction === "inbound";
  const { failure, state } = message;
  const mine = message.member === member.id || member.role !== "agent";
  const mayAgain = mine && (state === "failed" || state === "undelivered" || state === "unknown");
  const Icon = ICONS[state];

  async function attempt(what: () => Promise<unknown>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
      await refresh();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }

  return (
    <article
      className={`entry text-entry ${inbound ? "entry-theirs" : "entry-ours"}${state === "scheduled" || state === "cancelled" ? " text-waits" : ""}${failure ? " text-failed" : ""}`}
    >
      {!inbound && message.member !== member.id && (
        <p className="small soft">{message.member_name || said.system}</p>
      )}
      {message.pictures.length > 0 && <Pictures message={message} refresh={refresh} />}
      {message.text && (
        <p className="entry-text" dir="auto">
          <Linked text={message.text} />
        </p>
      )}
      {message.doubted && (
        <div className="text-doubt small" role="status">
          <CircleHelp size={16} aria-hidden />
          <p>{said.doubted}</p>
        </div>
      )}
      {failure && (
        <div className="text-failure small">
          <CircleAlert size={16} aria-hidden />
          <p>
            <strong>{said.states[state]}.</strong> {sentence(failure.text)}{" "}
            <span className="text-todo">{failure.todo}</span>
            {failure.carrier_code && <span className="soft"> ({said.code(failure.carrier_code)})</span>}
          </p>
        </div>
      )}
      {problem && <ProblemNotice problem={problem} />}
      <p className="entry-foot soft small">
        <time dateTime={message.at} title={format.exact(message.at)}>
          {format.time(message.at)}
        </time>
        {!inbound && !failure && (
          <span className={`text-state text-state-${state}`}>
            <Icon size={15} aria-hidden />
            {state === "scheduled" && message.send_at
              ? said.goes(format.moment(message.send_at, workspace.time_zone))
              : said.states[state]}
          </span>
        )}
        {mayAgain && (
          <button
            type="button"
            className="button button-plain text-act"
            disabled={busy}
            onClick={() => void attempt(() => sendAgain(message.id))}
          >
            <RotateCw size={15} aria-hidden />
            {said.again}
          </button>
        )}
      </p>
      {state === "scheduled" && mine && <Later message={message} changed={refresh} />}
    </article>
  );
}

/** A text that the server has not taken yet; or did not take, and why. */
export function PendingCard(props: {
  pending: Pending;
  again: () => void;
  edit: () => void;
  forget: () => void;
}) {
  const { pending } = props;
  const { format, words } = useI18n();
  const { text: said } = useTextWords();
  const { problem } = pending;
  const why =
    problem?.kind === "unreachable"
      ? `${words.common.unreachable}. ${words.common.unreachableDetail}`
      : problem?.kind === "fault"
        ? said.left
        : problem?.message;
  return (
    <article className={`entry text-entry entry-ours text-pending${problem ? " text-failed" : ""}`}>
      {pending.pictures.length > 0 && (
        <ul className={`text-pictures text-pictures-${Math.min(pending.pictures.length, 3)}`}>
          {pending.pictures.map(({ id, url, name }) => (
            <li key={id}>
              <img src={url} alt={name} />
            </li>
          ))}
        </ul>
      )}
      {pending.text && (
        <p className="entry-text" dir="auto">
          {pending.text}
        </p>
      )}
      {problem && (
        <div className="text-failure small" role="alert">
          <CircleAlert size={16} aria-hidden />
          <p>
            <strong>{said.notTaken}.</strong> {why}
          </p>
        </div>
      )}
      <p className="entry-foot soft small">
        <time dateTime={pending.at}>{format.time(pending.at)}</time>
        {problem ? (
          <span className="text-acts">
            <button type="button" className="button button-plain text-act" onClick={props.again}>
              <RotateCw size={15} aria-hidden />
              {said.again}
            </button>
            <button type="button" className="button button-plain text-act" onClick={props.edit}>
              {said.edit}
            </button>
            <button type="button" className="button button-plain text-act" onClick={props.forget}>
              {said.forget}
            </button>
          </span>
        ) : (
          <span className="text-state">
            <Clock size={15} aria-hidden />
            {said.states.queued}
          </span>
        )}
      </p>
    </article>
  );
}

/** With the stop that the server's words go without. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
