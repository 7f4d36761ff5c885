import { ArrowLeft } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { go, Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { Shown } from "../ui/Shown";
import { ContactCalls } from "./ContactCalls";
import { ContactForm } from "./ContactForm";
import { contactsChanged } from "./changed";
import { bodyOf, changeOf, draftOf, EMPTY } from "./draft";

/** One contact, or a new one. */
export function ContactPage({ id }: { id: string }) {
  const { common } = useWords();
  return (
    <div className="contact">
      <Link className="back" href="/contacts">
        <ArrowLeft size={18} aria-hidden />
        {common.contacts}
      </Link>
      {id === "new" ? <NewContact /> : <OneContact id={id} />}
    </div>
  );
}

function NewContact() {
  const { contacts } = useWords();
  return (
    <ContactForm
      title={contacts.new}
      kept="contact.new"
      saved={EMPTY}
      save={async (draft) => {
        const made = await taken(api.POST("/api/v1/contacts", { body: bodyOf(draft) }));
        contactsChanged.tell();
        go(`/contacts/${made.id}`, { replace: true });
      }}
    />
  );
}

function OneContact({ id }: { id: string }) {
  const { dial } = useWords();
  const path = { params: { path: { contact: id } } };
  const ask = useCallback(
    () => taken(api.GET("/api/v1/contacts/{contact}", { params: { path: { contact: id } } })),
    [id],
  );
  const load = useLoad(ask);
  return (
    <Shown load={load}>
      {(contact) => (
        <>
          <ContactForm
            title={contact.name || dial.noName}
            kept={`contact.${id}`}
            saved={draftOf(contact)}
            call={contact.numbers[0]}
            save={async (draft) => {
              const body = changeOf(draft, contact);
              load.put(await taken(api.PATCH("/api/v1/contacts/{contact}", { ...path, body })));
              contactsChanged.tell();
            }}
          />
          <ContactCalls id={id} />
        </>
      )}
    </Shown>
  );
}
