import { Fingerprint, KeyRound, MessageSquare, ScrollText, Server } from "lucide-react";
import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { usePages } from "../api/usePages";
import { go, usePlace } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { Nothing } from "../ui/Nothing";
import { PagedList } from "../ui/PagedList";
import { addressOf, differences, type Filters, filtersOf, type NAMES, queryOf } from "./audit";

type Entry = Schemas["EntryView"];

const WAYS = { key: KeyRound, session: Fingerprint, operator: Server, text: MessageSquare } as const;
const members = () => taken(api.GET("/api/v1/members", { params: { query: { limit: 200 } } }));

/** Who changed what, the latest first, with what it was before and after. */
export function AuditLog() {
  const { workspace: said } = useI18n().words;
  const { searchParams } = usePlace();
  const asked = searchParams.toString();
  const filters = filtersOf(searchParams);
  const pages = usePages<Entry>(
    useCallback(
      (cursor: string | null) => {
        const query = { ...queryOf(filtersOf(new URLSearchParams(asked))), ...(cursor && { cursor }) };
        return taken(api.GET("/api/v1/audit", { params: { query } }));
      },
      [asked],
    ),
  );
  const filtered = Object.keys(filters).length > 0;
  return (
    <>
      <AuditFilters filters={filters} />
      <PagedList
        label={said.pages.audit}
        pages={pages}
        row={(entry) => <OneEntry key={entry.id} entry={entry} />}
        nothing={
          <Nothing icon={ScrollText} title={said.nothingChanged}>
            <p>{filtered ? said.nothingFound : said.nothingChangedDetail}</p>
          </Nothing>
        }
      />
    </>
  );
}

function AuditFilters({ filters }: { filters: Filters }) {
  const { workspace: said, history } = useI18n().words;
  const people = useLoad(useCallback(members, []));
  const all = people.state === "ready" ? people.data.items : [];
  const choose = (name: (typeof NAMES)[number], value: string) =>
    go(addressOf({ ...filters, [name]: value }));
  const days = [
    ["from", history.from],
    ["to", history.to],
  ] as const;
  return (
    <search className="audit-filters" aria-label={history.filters}>
      <Field label={said.who}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={filters.member ?? ""}
            onChange={(event) => choose("member", event.target.value)}
          >
            <option value="">{history.every}</option>
            {all.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {days.map(([name, label]) => (
        <Field key={name} label={label}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="date"
              value={filters[name] ?? ""}
              onChange={(event) => choose(name, event.target.value)}
            />
          )}
        </Field>
      ))}
    </search>
  );
}

function OneEntry({ entry }: { entry: Entry }) {
  const { words, format } = useI18n();
  const { workspace: said } = words;
  const Way = WAYS[entry.way];
  const changes = differences(entry.before, entry.after);
  return (
    <li className="entry">
      <Way size={18} role="img" aria-label={said.ways[entry.way]} />
      <div className="entry-main">
        <p>
          <strong>{entry.name}</strong> {entry.did}
        </p>
        {changes.length > 0 && (
          <details className="fold small">
            <summary>{said.whatChanged}</summary>
            <dl className="entry-changes">
              {changes.map(({ name, before, after }) => (
                <div key={name}>
                  <dt className="soft">{name}</dt>
                  <dd>
                    {before !== undefined && <del>{before || said.nothing}</del>}
                    {after !== undefined && <ins>{after || said.nothing}</ins>}
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
      <time className="soft small" dateTime={entry.at} title={format.exact(entry.at)}>
        {format.ago(entry.at, Date.now())}
      </time>
    </li>
  );
}
