import { Mail, MailOpen, Trash2 } from "lucide-react";
import { useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { CallLink } from "../calls/CallLink";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useUndo } from "../ui/Undo";
import { Player } from "./Player";

type View = Schemas["VoicemailView"];
type Put = (change: (messages: readonly View[]) => readonly View[]) => void;

/** One message: who left it, when, and what can be done with it. */
export function Message({ message, line, put }: { message: View; line: string; put: Put }) {
  const { words, format } = useI18n();
  const { voicemail, common } = words;
  const written = useNumbers();
  const offerUndo = useUndo();
  const { role } = useSession().session.member;
  const [problem, setProblem] = useState<Problem>();
  const who = message.caller_name || (message.caller ? written(message.caller) : common.unknownCaller);
  const path = { params: { path: { voicemail: message.id } } };
  const heard = message.heard_at !== null;

  async function tried(deed: () => Promise<void>) {
    setProblem(undefined);
    await deed().catch((error: unknown) => setProblem(asProblem(error)));
  }
  const mark = (as: boolean) =>
    tried(async () => {
      const changed = await taken(
        api.PATCH("/api/v1/voicemails/{voicemail}", { ...path, body: { heard: as } }),
      );
      put((all) => all.map((each) => (each.id === changed.id ? changed : each)));
    });
  const remove = () =>
    tried(async () => {
      await taken(api.DELETE("/api/v1/voicemails/{voicemail}", path));
      put((all) => all.filter((each) => each.id !== message.id));
      offerUndo({
        words: voicemail.deleted(who),
        async undo() {
          const back = await taken(api.POST("/api/v1/voicemails/{voicemail}/restore", path));
          put((all) => [...all, back].sort((one, other) => other.left_at.localeCompare(one.left_at)));
        },
      });
    });

  const Envelope = heard ? MailOpen : Mail;
  return (
    <li id={message.id} tabIndex={-1} className={heard ? "message" : "message message-new"}>
      <p className="message-who">
        <strong>{who}</strong>
        {!heard && <span className="message-badge">{voicemail.new}</span>}
        <span className="soft small">{line && voicemail.to(line)}</span>
        <time className="soft small" dateTime={message.left_at} title={format.exact(message.left_at)}>
          {format.ago(message.left_at, Date.now())}
        </time>
      </p>
      {message.state === "kept" ? (
        <Player
          address={`/api/v1/voicemails/${message.id}/audio`}
          seconds={message.duration_seconds ?? 0}
          name={who}
          began={() => !heard && void mark(true)}
        />
      ) : (
        <p className="soft">{message.trouble ?? voicemail.states[message.state]}</p>
      )}
      <div className="message-do">
        {message.caller && <CallLink className="button" to={message.caller} who={who} />}
        <button type="button" className="button button-plain" onClick={() => mark(!heard)}>
          <Envelope size={18} aria-hidden />
          {heard ? voicemail.markNew : voicemail.markHeard}
        </button>
        {role !== "agent" && (
          <button type="button" className="button button-plain" onClick={remove}>
            <Trash2 size={18} aria-hidden />
            {voicemail.delete}
          </button>
        )}
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </li>
  );
}
