import { api, taken } from "../api/client";
import { Link } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { Player } from "../voicemail/Player";
import type { CallEntry } from "./conversations";
import { isMissed } from "./conversations";
import { EntryIcon } from "./EntryIcon";
import { useNames } from "./useNames";
import "../voicemail/VoicemailScreen.css";

/** A call: who called or took it, how it came out and why, and the message that was left at its end. */
export function CallCard({ call, refresh }: { call: CallEntry; refresh: () => Promise<void> }) {
  const { words, format } = useI18n();
  const { messages, voicemail: voicemailWords } = words;
  const names = useNames();
  const { voicemail } = call;
  const why = call.disposition !== null && call.disposition !== "answered" ? call.reason : "";
  const side = call.direction === "inbound" ? "entry-theirs" : "entry-ours";
  const heard = async () => {
    if (!voicemail || voicemail.heard_at !== null) return;
    const params = { path: { voicemail: voicemail.id } };
    await taken(api.PATCH("/api/v1/voicemails/{voicemail}", { params, body: { heard: true } }))
      .then(refresh)
      .catch(() => {}); // it stays new, and can be heard again
  };
  return (
    <article className={`entry ${side}${isMissed(call) ? " entry-missed" : ""}`}>
      <p className="entry-what">
        <EntryIcon entry={call} size={18} />
        <strong>{names.call(call)}</strong>
        <span className="soft small">{names.outcome(call)}</span>
      </p>
      {why && (
        <p className="small">
          {messages.why} {why}
        </p>
      )}
      {voicemail?.state === "kept" && (
        <Player
          address={`/api/v1/voicemails/${voicemail.id}/audio`}
          seconds={voicemail.duration_seconds ?? 0}
          name={voicemail.caller_name || call.number || words.common.unknownCaller}
          began={() => void heard()}
        />
      )}
      {voicemail && voicemail.state !== "kept" && (
        <p className="soft small">{voicemail.trouble ?? voicemailWords.states[voicemail.state]}</p>
      )}
      <p className="entry-foot soft small">
        <time dateTime={call.at} title={format.exact(call.at)}>
          {format.time(call.at)}
        </time>
        <Link href={`/history/${call.id}`}>{messages.details}</Link>
      </p>
    </article>
  );
}
