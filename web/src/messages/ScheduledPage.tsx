import { ArrowLeft, CalendarClock } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLineNames } from "../api/useLines";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Nothing } from "../ui/Nothing";
import { PagedList } from "../ui/PagedList";
import { useWide } from "../ui/useWide";
import type { MessageEntry } from "./conversations";
import { Later } from "./Later";
import { useNews } from "./useNews";
import "./Text.css";

/** The workspace's texts that are sent later, the next first. */
export function ScheduledPage() {
  const { common } = useI18n().words;
  const { scheduled } = useTextWords();
  const wide = useWide();
  const ask = useCallback(
    (cursor: string | null) =>
      taken(api.GET("/api/v1/scheduled-messages", { params: { query: { ...(cursor && { cursor }) } } })),
    [],
  );
  const pages = usePages<MessageEntry>(ask);
  useNews((ids) => ids.length > 0 && pages.again());
  return (
    <article className="pane scheduled-page" aria-label={scheduled.title}>
      {!wide && (
        <Link className="back" href="/messages">
          <ArrowLeft size={18} aria-hidden />
          {common.messages}
        </Link>
      )}
      <header className="pane-head">
        <h2>{scheduled.title}</h2>
        <p className="soft small">{scheduled.lead}</p>
      </header>
      <div className="scheduled-list">
        <PagedList
          label={scheduled.list}
          pages={pages}
          row={(each) => <Row key={each.id} message={each} again={pages.again} />}
          nothing={
            <Nothing icon={CalendarClock} title={scheduled.none}>
              <p>{scheduled.noneDetail}</p>
            </Nothing>
          }
        />
      </div>
    </article>
  );
}

function Row({ message, again }: { message: MessageEntry; again: () => void }) {
  const { format } = useI18n();
  const { scheduled, text } = useTextWords();
  const { member, workspace } = useSession().session;
  const written = useNumbers();
  const line = useLineNames()(message.line);
  const mine = message.member === member.id || member.role !== "agent";
  return (
    <li className="scheduled-row">
      <p>
        <strong>{message.send_at && format.moment(message.send_at, workspace.time_zone)}</strong>{" "}
        <span className="soft small">
          {scheduled.to(written(message.number))} · {line} · {message.member_name}
        </span>
      </p>
      <p className="entry-text" dir="auto">
        {message.text || text.pictures(message.pictures.length)}
      </p>
      <div className="scheduled-do">
        <Link className="button button-plain text-act" href={`/messages/${message.conversation}`}>
          {scheduled.open}
        </Link>
        {mine && <Later message={message} changed={again} />}
      </div>
    </li>
  );
}
