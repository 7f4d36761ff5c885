import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useNumbers } from "../numbers/useNumbers";
import { type CallEntry, type Conversation, type Entry, isMissed } from "./conversations";

/** What people call conversations, and what happened in them. */
export function useNames() {
  const { words, format } = useI18n();
  const { common, history, messages } = words;
  const texts = useTextWords();
  const written = useNumbers();

  function who({ contact }: Conversation): string {
    if (!contact) return common.unknownCaller;
    return contact.name || written(contact.number) || common.unknownCaller;
  }

  /** A call in a few words: “Ann called”, “Missed call”. */
  function call(entry: CallEntry): string {
    if (entry.direction !== "inbound") return messages.called(entry.member_name || history.nobody);
    if (entry.disposition === null)
      return entry.member_name ? messages.answered(entry.member_name) : messages.calling;
    if (entry.voicemail) return messages.voicemail;
    return isMissed(entry) ? messages.missed : messages.answered(entry.member_name || history.nobody);
  }

  /** How a call came out: “Answered, 3:05”. */
  function outcome(entry: CallEntry): string {
    if (entry.disposition === null) return history.live;
    if (entry.voicemail)
      return entry.voicemail.duration_seconds ? format.clock(entry.voicemail.duration_seconds) : "";
    const came = history.outcomes[entry.disposition];
    return entry.talk_seconds >= 1 ? `${came}, ${format.clock(entry.talk_seconds)}` : came;
  }

  function what(entry: Entry): string {
    if (entry.kind === "note") return `${entry.member_name}: ${entry.text}`;
    if (entry.kind === "message") {
      const said = entry.text || texts.text.pictures(entry.pictures.length);
      return entry.member_name ? `${entry.member_name}: ${said}` : said;
    }
    return [call(entry), outcome(entry)].filter(Boolean).join(" · ");
  }

  return { who, what, call, outcome };
}
