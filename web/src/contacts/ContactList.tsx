import { Download, ListPlus, Plus, Search, Upload, Users, UsersRound } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Letter } from "../ui/Letter";
import { LongList } from "../ui/LongList";
import { Nothing } from "../ui/Nothing";
import { usePaused } from "../ui/usePaused";
import { contactsChanged } from "./changed";

/** All contacts, or those that are searched for. */
export function ContactList({ current, hidden }: { current: string | undefined; hidden: boolean }) {
  const { common, contacts } = useWords();
  const [typed, setTyped] = useState("");
  const search = usePaused(typed.trim());
  const ask = useCallback(
    (cursor: string | null) => {
      const query = { order: "name" as const, ...(search && { search }), ...(cursor && { cursor }) };
      return taken(api.GET("/api/v1/contacts", { params: { query } }));
    },
    [search],
  );
  const pages = usePages<Schemas["ContactView"]>(ask);
  useEffect(() => contactsChanged.on(pages.again), [pages.again]);
  return (
    <section className="pane pane-list" hidden={hidden} aria-label={common.contacts}>
      <header className="pane-head">
        <div className="pane-title">
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
        <Tools />
      </header>
      <LongList
        label={common.contacts}
        pages={pages}
        hidden={hidden}
        row={(contact) => <Row contact={contact} current={contact.id === current} />}
        nothing={
          <Nothing icon={Users} title={search ? contacts.noMatch : contacts.none}>
            <p>{search ? contacts.noMatchDetail : contacts.noneDetail}</p>
          </Nothing>
        }
      />
    </section>
  );
}

/** What can be done with all of them. */
function Tools() {
  const { contacts } = useWords();
  const { role } = useSession().session.member;
  return (
    <nav className="contact-tools small" aria-label={contacts.all}>
      {role !== "agent" && (
        <>
          <Link href="/contacts/import">
            <Upload size={16} aria-hidden />
            {contacts.import}
          </Link>
          <Link href="/contacts/duplicates">
            <UsersRound size={16} aria-hidden />
            {contacts.duplicates}
          </Link>
          <Link href="/contacts/fields">
            <ListPlus size={16} aria-hidden />
            {contacts.ownFields}
          </Link>
        </>
      )}
      <a href="/api/v1/contacts/export" download>
        <Download size={16} aria-hidden />
        {contacts.exportAs("CSV")}
      </a>
      <a href="/api/v1/contacts/export?form=vcard" download>
        <Download size={16} aria-hidden />
        {contacts.exportAs("vCard")}
      </a>
    </nav>
  );
}

function Row({ contact, current }: { contact: Schemas["ContactView"]; current: boolean }) {
  const { dial } = useWords();
  const written = useNumbers();
  const [first] = contact.numbers;
  return (
    <Link className="row" href={`/contacts/${contact.id}`} aria-current={current ? "true" : undefined}>
      <Letter name={contact.name} />
      <span className="row-main">
        <strong>{contact.name || (first ? written(first) : dial.noName)}</strong>
        {contact.name && first && <span className="soft small number">{written(first)}</span>}
      </span>
    </Link>
  );
}
