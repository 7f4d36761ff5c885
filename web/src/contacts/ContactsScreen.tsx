import { usePlace } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useWide } from "../ui/useWide";
import { ContactList } from "./ContactList";
import { ContactPage } from "./ContactPage";
import "./ContactsScreen.css";

/** Contacts: on a desk the list and one of them side by side, on a phone one after the other. */
export function ContactsScreen() {
  const { contacts } = useWords();
  const [, , contact] = usePlace().pathname.split("/");
  const wide = useWide();
  return (
    <div className="contacts">
      {(wide || !contact) && <ContactList current={contact} />}
      {contact ? (
        <ContactPage key={contact} id={contact} />
      ) : (
        wide && <p className="contacts-choose soft">{contacts.choose}</p>
      )}
    </div>
  );
}
