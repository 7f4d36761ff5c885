import { CalendarClock, MessageSquarePlus, MessagesSquare, Search, SearchX, UserCheck } from "lucide-react";
import { useCallback, useState } from "react";
import { api, taken } from "../api/client";
import { useLines } from "../api/useLines";
import { usePages } from "../api/usePages";
import { go, Link, usePlace } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useNumbers } from "../numbers/useNumbers";
import { LongList } from "../ui/LongList";
import { Nothing } from "../ui/Nothing";
import { usePaused } from "../ui/usePaused";
import { ConversationRow } from "./ConversationRow";
import { type Conversation, merged } from "./conversations";
import { useNews } from "./useNews";

/** The latest that are asked for anew when something has happened. */
const LATEST = 20;

/** All conversations, or those that are looked for, the latest first; as they change. */
export function ConversationList({ current, hidden }: { current: string | undefined; hidden: boolean }) {
  const { common, messages, contacts } = useWords();
  const { assign, scheduled, start } = useTextWords();
  const place = usePlace();
  const unread = place.searchParams.has("unread");
  const mine = place.searchParams.has("mine");
  const line = place.searchParams.get("line") ?? "";
  const [typed, setTyped] = useState("");
  const search = usePaused(typed.trim());
  const ask = useCallback(
    (cursor: string | null, limit?: number) => {
      const wanted = {
        ...(unread && { unread }),
        ...(mine && { assignee: "me" }),
        ...(line && { line }),
        ...(search && { search }),
      };
      const query = { ...wanted, ...(cursor && { cursor }), ...(limit && { limit }) };
      return taken(api.GET("/api/v1/conversations", { params: { query } }));
    },
    [unread, mine, line, search],
  );
  const pages = usePages<Conversation>(ask);
  useNews((ids) => {
    const fresh = ask(null, LATEST).then((page) => page.items);
    const named = ids.map((id) =>
      taken(api.GET("/api/v1/conversations/{conversation}", { params: { path: { conversation: id } } })),
    );
    // What can't be asked for now is asked for with the next news.
    void Promise.all([fresh, ...named]).then(
      ([latest, ...others]) =>
        pages.put((old) => {
          const shown = new Set([...latest, ...old].map(({ id }) => id));
          return merged(old, [...latest, ...others.filter(({ id }) => shown.has(id))].filter(first));
        }),
      () => {},
    );
  });
  const address = addressOf(current, { unread, mine, line });
  return (
    <section className="pane pane-list" hidden={hidden} aria-label={common.messages}>
      <header className="pane-head">
        <div className="pane-title">
          <h1>{common.messages}</h1>
          <Link
            className="button button-plain button-icon conversations-later"
            href={`/messages/scheduled${place.search}`}
            aria-label={scheduled.title}
            title={scheduled.title}
          >
            <CalendarClock size={20} aria-hidden />
          </Link>
          <Link
            className="button button-icon"
            href={`/messages/new${place.search}`}
            aria-label={start.new}
            title={start.new}
          >
            <MessageSquarePlus size={20} aria-hidden />
          </Link>
        </div>
        <search className="conversations-search">
          <Search size={18} aria-hidden />
          <input
            className="input"
            type="search"
            aria-label={contacts.search}
            placeholder={contacts.search}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </search>
        <div className="conversations-filters">
          <nav className="choices" aria-label={messages.show}>
            <Link
              href={address({ unread: false, mine: false })}
              aria-current={unread || mine ? undefined : "true"}
            >
              {messages.all}
            </Link>
            <Link href={address({ unread: true, mine: false })} aria-current={unread ? "true" : undefined}>
              {messages.unread}
            </Link>
            <Link href={address({ unread: false, mine: true })} aria-current={mine ? "true" : undefined}>
              {assign.mine}
            </Link>
          </nav>
          <LineChoice line={line} choose={(chosen) => go(address({ line: chosen }))} />
        </div>
      </header>
      <LongList
        label={messages.list}
        pages={pages}
        hidden={hidden}
        row={(each) => (
          <ConversationRow
            conversation={each}
            href={`/messages/${each.id}${place.search}`}
            current={each.id === current}
          />
        )}
        nothing={<None searched={Boolean(search || line)} unread={unread} mine={mine} />}
      />
    </section>
  );
}

function first(each: Conversation, place: number, all: readonly Conversation[]): boolean {
  return all.findIndex(({ id }) => id === each.id) === place;
}

type Choice = { unread: boolean; mine: boolean; line: string };

function addressOf(current: string | undefined, now: Choice): (change: Partial<Choice>) => string {
  return (change) => {
    const { unread, mine, line } = { ...now, ...change };
    const flags = [unread && "unread", mine && "mine", line && `line=${encodeURIComponent(line)}`];
    const query = flags.filter(Boolean).join("&");
    return `/messages${current ? `/${current}` : ""}${query ? `?${query}` : ""}`;
  };
}

function LineChoice({ line, choose }: { line: string; choose: (line: string) => void }) {
  const { messages } = useWords();
  const lines = useLines();
  const written = useNumbers();
  if (lines.length < 2) return null;
  return (
    <select
      className="input"
      aria-label={messages.line}
      value={line}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{messages.everyLine}</option>
      {lines.map(({ id, name, number }) => (
        <option key={id} value={id}>
          {name || written(number)}
        </option>
      ))}
    </select>
  );
}

function None({ searched, unread, mine }: { searched: boolean; unread: boolean; mine: boolean }) {
  const { messages } = useWords();
  const { assign } = useTextWords();
  if (searched)
    return (
      <Nothing icon={SearchX} title={messages.noMatch}>
        <p>{messages.noMatchDetail}</p>
      </Nothing>
    );
  if (mine)
    return (
      <Nothing icon={UserCheck} title={assign.noMine}>
        <p>{assign.noMineDetail}</p>
      </Nothing>
    );
  return (
    <Nothing icon={MessagesSquare} title={unread ? messages.noUnread : messages.none}>
      <p>{unread ? messages.noUnreadDetail : messages.noneDetail}</p>
    </Nothing>
  );
}
