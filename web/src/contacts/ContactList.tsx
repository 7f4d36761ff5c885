import { Plus, Search, Users } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Nothing } from "../ui/Nothing";
import { PagedList } from "../ui/PagedList";
import { usePaused } from "../ui/usePaused";
import { contactsChanged } from "./changed";

/** All contacts, or those that are searched for. */
export function ContactList({ current }: { current: string | undefined }) {
  const { common, contacts } = useWords();
  const [typed, setTyped] = useState("");
  const search = usePaused(typed.trim());
  const ask = useCallback(
    (cursor: string | null) => {
      const query = { ...(search && { search }), ...(cursor && { cursor }) };
      return taken(api.GET("/api/v1/contacts", { params: { query } }));
    },
    [search],
  );
  const pages = usePages<Schemas["ContactView"]>(ask);
  useEffect(() => contactsChanged.on(pages.again), [pages.again]);
  return (
    <section className="contact-list">
      <div className="contact-list-head">
        <h1>{common.contacts}</h1>
        <Link className="button" href="/contacts/new">
          <Plus size={18} aria-hidden />
          {contacts.add}
        </Link>
      </div>
      <search className="contact-search">
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
      <PagedList
        label={common.contacts}
        pages={pages}
        row={(contact) => <Row key={contact.id} contact={contact} current={contact.id === current} />}
        nothing={
          <Nothing icon={Users} title={search ? contacts.noMatch : contacts.none}>
            <p>{search ? contacts.noMatchDetail : contacts.noneDetail}</p>
          </Nothing>
        }
      />
    </section>
  );
}

function Row({ contact, current }: { contact: Schemas["ContactView"]; current: boolean }) {
  const { dial } = useWords();
  const written = useNumbers();
  const [first] = contact.numbers;
  return (
    <li>
      <Link className="row" href={`/contacts/${contact.id}`} aria-current={current ? "true" : undefined}>
        <span className="contact-letter" aria-hidden>
          {(contact.name || "#").slice(0, 1).toUpperCase()}
        </span>
        <span className="row-main">
          <strong>{contact.name || (first ? written(first) : dial.noName)}</strong>
          {contact.name && first && <span className="soft small number">{written(first)}</span>}
        </span>
      </Link>
    </li>
  );
}
