import { lazy } from "react";
import { usePlace } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useWide } from "../ui/useWide";
import { ContactList } from "./ContactList";
import { ContactPage } from "./ContactPage";
import "./ContactsScreen.css";

const DuplicatesPage = lazy(async () => ({ default: (await import("./DuplicatesPage")).DuplicatesPage }));
const FieldsPage = lazy(async () => ({ default: (await import("./FieldsPage")).FieldsPage }));
const ImportPage = lazy(async () => ({ default: (await import("./ImportPage")).ImportPage }));
const MergePage = lazy(async () => ({ default: (await import("./MergePage")).MergePage }));

/** Contacts: on a desk the list and one of them side by side, on a phone one after the other. */
export function ContactsScreen() {
  const { contacts } = useWords();
  const [, , shown, more, other] = usePlace().pathname.split("/");
  const wide = useWide();
  return (
    <div className="panes contacts">
      <ContactList current={shown} hidden={!wide && shown !== undefined} />
      {shown ? (
        <div className="pane contacts-page">
          <Page shown={shown} more={more} other={other} />
        </div>
      ) : (
        wide && <p className="pane contacts-choose soft">{contacts.choose}</p>
      )}
    </div>
  );
}

function Page({
  shown,
  more,
  other,
}: {
  shown: string;
  more?: string | undefined;
  other?: string | undefined;
}) {
  if (shown === "import") return <ImportPage key={more} id={more} />;
  if (shown === "fields") return <FieldsPage />;
  if (shown === "duplicates") return <DuplicatesPage />;
  if (more === "merge" && other) return <MergePage key={shown + other} id={shown} other={other} />;
  return <ContactPage key={shown} id={shown} />;
}
