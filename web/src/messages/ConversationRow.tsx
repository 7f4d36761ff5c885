import { useLineNames } from "../api/useLines";
import { Link } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { Letter } from "../ui/Letter";
import { type Conversation, isMissed } from "./conversations";
import { EntryIcon } from "./EntryIcon";
import { useNames } from "./useNames";

/** One conversation in the list: with whom, on which line, and what happened last. */
export function ConversationRow(props: { conversation: Conversation; href: string; current: boolean }) {
  const { conversation, href, current } = props;
  const { words, format } = useI18n();
  const { messages } = words;
  const { who, what } = useNames();
  const line = useLineNames()(conversation.line.id);
  const latest = conversation.latest;
  const missed = latest?.kind === "call" && isMissed(latest);
  return (
    <Link
      className={`row conversation${conversation.unread ? " conversation-unread" : ""}`}
      href={href}
      aria-current={current ? "true" : undefined}
    >
      <Letter name={conversation.contact?.name ?? ""} />
      <span className="conversation-body">
        <span>
          <strong dir="auto">{who(conversation)}</strong>
          <time
            className="soft small"
            dateTime={conversation.latest_at}
            title={format.exact(conversation.latest_at)}
          >
            {format.ago(conversation.latest_at, Date.now())}
          </time>
        </span>
        <span className="soft small">
          {latest && (
            <span className={`conversation-latest${missed ? " conversation-missed" : ""}`}>
              <EntryIcon entry={latest} size={15} />
              <span>{what(latest)}</span>
            </span>
          )}
          <span className="conversation-line">
            {conversation.assignee ? `${line} · ${conversation.assignee.name}` : line}
          </span>
          {conversation.unread && (
            <span className="conversation-dot">
              <span className="unseen">{messages.unread}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  );
}
