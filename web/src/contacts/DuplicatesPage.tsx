import { ArrowLeft, UsersRound } from "lucide-react";
import { useCallback, useEffect } from "react";
import { api, type Schemas, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Nothing } from "../ui/Nothing";
import { PagedList } from "../ui/PagedList";
import { contactsChanged } from "./changed";

/** Contacts that may be the same person, to be merged. */
export function DuplicatesPage() {
  const { common, contacts } = useWords();
  const ask = useCallback(
    (cursor: string | null) =>
      taken(api.GET("/api/v1/contacts/duplicates", { params: { query: { ...(cursor && { cursor }) } } })),
    [],
  );
  const pages = usePages<Schemas["DuplicateView"]>(ask);
  useEffect(() => contactsChanged.on(pages.again), [pages.again]);
  return (
    <div className="contact">
      <Link className="back" href="/contacts">
        <ArrowLeft size={18} aria-hidden />
        {common.contacts}
      </Link>
      <h2 className="contacts-title">{contacts.duplicates}</h2>
      <PagedList
        label={contacts.duplicates}
        pages={pages}
        row={(group) => <Group key={group.name} contacts={group.contacts} />}
        nothing={
          <Nothing icon={UsersRound} title={contacts.noDuplicates}>
            <p>{contacts.noDuplicatesDetail}</p>
          </Nothing>
        }
      />
    </div>
  );
}

function Group({ contacts: those }: { contacts: readonly Schemas["ContactView"][] }) {
  const { contacts } = useWords();
  const written = useNumbers();
  const [first, second] = those;
  if (!first || !second) return null;
  return (
    <li className="duplicate">
      <div className="row-main">
        {those.map((each) => (
          <Link key={each.id} href={`/contacts/${each.id}`}>
            {each.name} <span className="soft small number">{each.numbers.map(written).join(", ")}</span>
          </Link>
        ))}
      </div>
      <Link className="button" href={`/contacts/${first.id}/merge/${second.id}`}>
        {contacts.compare}
      </Link>
    </li>
  );
}
