import { Voicemail } from "lucide-react";
import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLineNames } from "../api/useLines";
import { usePages } from "../api/usePages";
import { Link, usePlace } from "../app/router";
import { useWords } from "../i18n/I18n";
import { Nothing } from "../ui/Nothing";
import { PagedList } from "../ui/PagedList";
import { Message } from "./Message";
import { useNamed } from "./useNamed";
import "./VoicemailScreen.css";

/** What callers said, the latest first. */
export function VoicemailScreen() {
  const { common, voicemail } = useWords();
  const onlyNew = usePlace().searchParams.has("new");
  const lineName = useLineNames();
  const ask = useCallback(
    (cursor: string | null) => {
      const query = { ...(onlyNew && { heard: false }), ...(cursor && { cursor }) };
      return taken(api.GET("/api/v1/voicemails", { params: { query } }));
    },
    [onlyNew],
  );
  const pages = usePages<Schemas["VoicemailView"]>(ask);
  useNamed(pages.items !== undefined);
  const views = [
    ["/voicemail", voicemail.all, !onlyNew],
    ["/voicemail?new", voicemail.unheard, onlyNew],
  ] as const;
  return (
    <div className="voicemail">
      <h1>{common.voicemail}</h1>
      <nav className="choices" aria-label={voicemail.show}>
        {views.map(([href, words, current]) => (
          <Link key={href} href={href} aria-current={current ? "true" : undefined}>
            {words}
          </Link>
        ))}
      </nav>
      <PagedList
        label={voicemail.list}
        pages={pages}
        row={(message) => (
          <Message key={message.id} message={message} line={lineName(message.line)} put={pages.put} />
        )}
        nothing={
          <Nothing icon={Voicemail} title={onlyNew ? voicemail.noneNew : voicemail.none}>
            <p>{voicemail.noneDetail}</p>
          </Nothing>
        }
      />
    </div>
  );
}
