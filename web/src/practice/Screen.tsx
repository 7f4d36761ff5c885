import { Bell, MessageSquareQuote, Mic, Music, PhoneOutgoing, UserRound } from "lucide-react";
import { useI18n } from "../i18n/I18n";
import { serverNow } from "../live/clock";
import { useNow } from "../live/useNow";
import type { Doing, Heard } from "./phone";
import type { useNames } from "./useNames";

type Names = ReturnType<typeof useNames>;

const ICONS = { words: MessageSquareQuote, ringback: Bell, music: Music, person: UserRound, beep: Mic };
const SHOWN = 3;

/** What is on a phone's screen: who calls, as it would show it, for how long, and what is heard. */
export function Screen({ doing, names }: { doing: Doing; names: Names }) {
  const { words, format } = useI18n();
  const { practice, calls } = words;
  const now = useNow(doing.state !== "idle");
  if (doing.state === "idle") {
    const { last } = doing;
    const how = last?.cause ? calls.causes[last.cause] : "";
    return (
      <div className="practice-screen practice-screen-idle">
        <p className="soft">{practice.idle}</p>
        {last && (
          <p className="soft small">
            {practice.last(
              names(last.caller_id).number,
              format.ago(last.ended_at ?? last.asked_at, serverNow()),
            )}
            {how && ` · ${how}`}
          </p>
        )}
      </div>
    );
  }
  const { call, state, since } = doing;
  const other = names(call.caller_id);
  const seconds = (now - Date.parse(since)) / 1000;
  return (
    <div className="practice-screen" role="status">
      <p className="small practice-state">
        {state === "ringing" ? (
          <Bell size={16} aria-hidden />
        ) : call.made ? (
          <PhoneOutgoing size={16} aria-hidden />
        ) : (
          <UserRound size={16} aria-hidden />
        )}
        {practice.states[state]}
        <span className="number">{format.clock(seconds)}</span>
      </p>
      <p className="practice-caller number">{other.number}</p>
      {other.name && <p className="soft small">{practice.thatIs(other.name)}</p>}
      <ul className="practice-heard" aria-label={practice.hears}>
        {call.heard.slice(-SHOWN).map((heard) => (
          <Sound key={heard.at} heard={heard} names={names} />
        ))}
      </ul>
    </div>
  );
}

function Sound({ heard, names }: { heard: Heard; names: Names }) {
  const { practice } = useI18n().words;
  const Icon = ICONS[heard.what];
  const person = heard.number ? names(heard.number).name || names(heard.number).number : "";
  return (
    <li className={`practice-sound ${heard.until === null ? "" : "practice-past"}`}>
      <Icon size={16} aria-hidden />
      {heard.what === "words" ? (
        <q>{heard.words || heard.text}</q>
      ) : heard.what === "person" ? (
        <span>{practice.talksWith(person)}</span>
      ) : (
        <span>{practice.sounds[heard.what]}</span>
      )}
    </li>
  );
}
