import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { ContactForm } from "../contacts/ContactForm";
import { contactsChanged } from "../contacts/changed";
import { changeOf, draftOf } from "../contacts/draft";
import { useWords } from "../i18n/I18n";
import { Shown } from "../ui/Shown";
import "../contacts/ContactsScreen.css";

/** Whom a conversation is with, to read and to change beside it. */
export function ContactAside({ id }: { id: string }) {
  const { dial, messages } = useWords();
  const params = { path: { contact: id } };
  const ask = useCallback(
    () => taken(api.GET("/api/v1/contacts/{contact}", { params: { path: { contact: id } } })),
    [id],
  );
  const load = useLoad(ask);
  return (
    <aside className="pane-aside" aria-label={messages.contact}>
      <Shown load={load}>
        {(contact) => (
          <ContactForm
            title={contact.name || dial.noName}
            kept={`contact.${id}`}
            saved={draftOf(contact)}
            save={async (draft) => {
              const body = changeOf(draft, contact);
              load.put(await taken(api.PATCH("/api/v1/contacts/{contact}", { params, body })));
              contactsChanged.tell();
            }}
          />
        )}
      </Shown>
    </aside>
  );
}
