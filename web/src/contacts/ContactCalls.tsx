import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { CallRow } from "../history/CallRow";
import { useWords } from "../i18n/I18n";
import { PagedList } from "../ui/PagedList";

/** Every call with a contact, whoever placed or took it. */
export function ContactCalls({ id }: { id: string }) {
  const { contacts } = useWords();
  const ask = useCallback(
    (cursor: string | null) =>
      taken(
        api.GET("/api/v1/calls", {
          params: { query: { contact: id, limit: 20, ...(cursor && { cursor }) } },
        }),
      ),
    [id],
  );
  const pages = usePages<Schemas["CallView"]>(ask);
  return (
    <section className="contact-calls" aria-labelledby="contact-calls">
      <h2 id="contact-calls">{contacts.calls}</h2>
      <PagedList
        label={contacts.calls}
        pages={pages}
        row={(call) => <CallRow key={call.id} call={call} />}
        nothing={<p className="soft">{contacts.noCalls}</p>}
      />
    </section>
  );
}
