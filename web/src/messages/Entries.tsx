import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { api, taken } from "../api/client";
import { usePages } from "../api/usePages";
import type { Pending } from "../composer/outbox";
import { type Message, newKey, type Wish } from "../composer/server";
import { useDraft } from "../composer/useDraft";
import { useOutbox } from "../composer/useOutbox";
import { useI18n } from "../i18n/I18n";
import { serverNow } from "../live/clock";
import { useSession } from "../session/SessionGate";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Skeleton } from "../ui/Skeleton";
import { CallCard } from "./CallCard";
import { byDay, type Conversation, type Entry } from "./conversations";
import { Foot } from "./Foot";
import { MessageCard, PendingCard } from "./MessageCard";
import { NoteCard } from "./NoteCard";
import type { Consenting } from "./OptedOut";
import { useNews } from "./useNews";

/** What happened in a conversation by day, the latest at the end, which is what is seen first; and a place to write. */
export function Entries(props: { conversation: Conversation; consent: Consenting }) {
  const { conversation, consent } = props;
  const { words } = useI18n();
  const { id } = conversation;
  const me = useSession().session.member.id;
  const ask = useCallback(
    (cursor: string | null) => {
      const params = { path: { conversation: id }, query: { ...(cursor && { cursor }) } };
      return taken(api.GET("/api/v1/conversations/{conversation}/entries", { params }));
    },
    [id],
  );
  const { items, more, busy, problem, again, put } = usePages<Entry>(ask);
  // The latest page is asked for again, and what was fetched of earlier ones stays.
  const refresh = useCallback(
    () =>
      ask(null).then(
        (page) => {
          const last = page.items[page.items.length - 1];
          put((old) => [...page.items, ...old.filter((each) => last && earlier(each, last))]);
        },
        () => {}, // the next news ask again
      ),
    [ask, put],
  );
  useNews((ids) => (ids.length === 0 || ids.includes(id)) && void refresh());
  const { outbox, pending } = useOutbox(id);
  const [draft, keeper] = useDraft(me, id);

  const here = items !== undefined;
  const pane = useRef<HTMLDivElement>(null);
  const fromEnd = useRef(0);
  // However much comes above, what is being read stays where it is; and who reads the end sees what comes there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits to be sent is at the end, too
  useLayoutEffect(() => {
    if (items && pane.current) pane.current.scrollTop = pane.current.scrollHeight - fromEnd.current;
  }, [items, pending.length]);
  // And so they do when what is written below takes more room.
  useEffect(() => {
    const shown = pane.current;
    if (!here || !shown) return;
    const looking = new ResizeObserver(() => {
      if (fromEnd.current === 0) shown.scrollTop = shown.scrollHeight;
    });
    looking.observe(shown);
    return () => looking.disconnect();
  }, [here]);
  const scrolled = () => {
    if (!pane.current) return;
    const { scrollHeight, scrollTop, clientHeight } = pane.current;
    const atEnd = scrollHeight - scrollTop - clientHeight < 40;
    fromEnd.current = atEnd ? 0 : scrollHeight - scrollTop;
  };

  // It is shown as being sent until the server's own is here.
  async function settled(key: string, asked: Promise<Message | null>) {
    if ((await asked) === null) return;
    await refresh();
    outbox.drop(key);
  }
  async function send(wish: Wish) {
    const key = newKey();
    fromEnd.current = 0;
    void settled(key, outbox.put(id, wish, key, new Date(serverNow()).toISOString()));
    void keeper.clear();
    return true;
  }
  function edit({ key, text, pictures }: Pending) {
    outbox.drop(key);
    keeper.change({
      text: [text, draft.text].filter(Boolean).join("\n"),
      pictures: [...pictures, ...draft.pictures],
    });
  }

  if (items === undefined) return problem ? <ProblemNotice problem={problem} again={again} /> : <Skeleton />;
  return (
    <>
      <section
        ref={pane}
        className="entries"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
        tabIndex={0}
        aria-label={words.messages.entries}
        onScroll={scrolled}
      >
        {more && (
          <button type="button" className="button entries-more" onClick={more}>
            {words.messages.earlier}
          </button>
        )}
        {items.length === 0 && !busy && <p className="soft entries-none">{words.messages.nothing}</p>}
        {byDay(items).map(({ day, entries }) => (
          <Day key={day} entries={entries} refresh={refresh} />
        ))}
        {pending.length > 0 && (
          <ol className="entries-pending">
            {pending.map((each) => (
              <li key={each.key}>
                <PendingCard
                  pending={each}
                  again={() => void settled(each.key, outbox.again(each.key))}
                  edit={() => edit(each)}
                  forget={() => outbox.drop(each.key)}
                />
              </li>
            ))}
          </ol>
        )}
        {problem && <ProblemNotice problem={problem} again={again} />}
      </section>
      <Foot {...{ conversation, consent, draft, keeper, send, refresh }} />
    </>
  );
}

function Day({ entries, refresh }: { entries: readonly Entry[]; refresh: () => Promise<void> }) {
  const { words, format } = useI18n();
  const at = entries[0]?.at ?? "";
  const ago = daysAgo(at);
  const relative = [words.messages.today, words.messages.yesterday][ago];
  return (
    <section className="entries-day">
      <h3 className="soft small">
        <time dateTime={at} title={format.exact(at)}>
          {relative ?? format.day(at)}
        </time>
      </h3>
      <ol>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Card entry={entry} refresh={refresh} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Card({ entry, refresh }: { entry: Entry; refresh: () => Promise<void> }) {
  switch (entry.kind) {
    case "call":
      return <CallCard call={entry} refresh={refresh} />;
    case "message":
      return <MessageCard message={entry} refresh={refresh} />;
    case "note":
      return <NoteCard note={entry} refresh={refresh} />;
  }
}

function earlier(one: Entry, than: Entry): boolean {
  return one.at === than.at ? one.id < than.id : one.at < than.at;
}

/** How many midnights ago something was, in this device's time zone. */
function daysAgo(at: string): number {
  const midnight = (time: Date) => new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(new Date(at))) / 86_400_000);
}
