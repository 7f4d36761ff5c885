import { ArrowLeft, MessagesSquare, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { go, Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { useUndo } from "../ui/Undo";
import { ContactCalls } from "./ContactCalls";
import { ContactForm } from "./ContactForm";
import { contactsChanged } from "./changed";
import { bodyOf, changeOf, draftOf, EMPTY } from "./draft";

type Contact = Schemas["ContactView"];

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
  const ask = useCallback(async () => {
    const params = { params: { path: { contact: id } } };
    const contact = await taken(api.GET("/api/v1/contacts/{contact}", params));
    const [alike, talks] = await Promise.all([
      taken(api.GET("/api/v1/contacts/{contact}/alike", params)),
      taken(api.GET("/api/v1/conversations", { params: { query: { contact: contact.id, limit: 1 } } })),
    ]);
    return { contact, alike: alike.items, talk: talks.items[0]?.id };
  }, [id]);
  const load = useLoad(ask);
  return (
    <Shown load={load}>
      {({ contact, alike, talk }) => (
        <>
          <Alike id={contact.id} alike={alike} />
          <ContactForm
            title={contact.name || dial.noName}
            kept={`contact.${id}`}
            saved={draftOf(contact)}
            call={contact.numbers[0]}
            save={async (draft) => {
              const body = changeOf(draft, contact);
              const changed = await taken(api.PATCH("/api/v1/contacts/{contact}", { ...path, body }));
              load.put({ contact: changed, alike, talk });
              contactsChanged.tell();
            }}
            more={<More contact={contact} talk={talk} />}
          />
          <ContactCalls id={id} />
        </>
      )}
    </Shown>
  );
}

/** Says so where another contact may be the same person. */
function Alike({ id, alike }: { id: string; alike: readonly Contact[] }) {
  const { contacts } = useWords();
  const { role } = useSession().session.member;
  const [first] = alike;
  if (!first || role === "agent") return null;
  return (
    <Notice kind="warn" title={contacts.alike(alike.length)}>
      <Link className="button" href={`/contacts/${id}/merge/${first.id}`}>
        {contacts.compare}
      </Link>
    </Notice>
  );
}

function More({ contact, talk }: { contact: Contact; talk: string | undefined }) {
  const { contacts, dial } = useWords();
  const { role } = useSession().session.member;
  const offerUndo = useUndo();
  const [problem, setProblem] = useState<Problem>();
  const path = { params: { path: { contact: contact.id } } };

  async function remove() {
    setProblem(undefined);
    try {
      await taken(api.DELETE("/api/v1/contacts/{contact}", path));
      contactsChanged.tell();
      go("/contacts", { replace: true });
      offerUndo({
        words: contacts.removed(contact.name || contact.numbers[0] || dial.noName),
        async undo() {
          await taken(api.POST("/api/v1/contacts/{contact}/restore", path));
          contactsChanged.tell();
          go(`/contacts/${contact.id}`);
        },
      });
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <span className="contact-form-more">
      {talk && (
        <Link className="button button-plain" href={`/messages/${talk}`}>
          <MessagesSquare size={18} aria-hidden />
          {contacts.conversation}
        </Link>
      )}
      {!talk && contact.numbers[0] && (
        <Link
          className="button button-plain"
          href={`/messages/new?to=${encodeURIComponent(contact.numbers[0])}`}
        >
          <MessagesSquare size={18} aria-hidden />
          {contacts.text}
        </Link>
      )}
      {role !== "agent" && (
        <button type="button" className="button button-plain" onClick={() => void remove()}>
          <Trash2 size={18} aria-hidden />
          {contacts.remove}
        </button>
      )}
      {problem && <ProblemNotice problem={problem} />}
    </span>
  );
}
