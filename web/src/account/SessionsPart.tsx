import { Monitor, Smartphone } from "lucide-react";
import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Badge, Thing, Things } from "../ui/Things";
import { browserOf, isMobile } from "./browser";

/** Where one is signed in, and how to end that. */
export function SessionsPart() {
  const { account } = useI18n().words;
  const { check } = useSession();
  const load = useLoad(useCallback(() => taken(api.GET("/api/v1/sessions")), []));

  async function endAll() {
    await taken(api.DELETE("/api/v1/sessions"));
    check();
  }

  return (
    <Part title={account.sessions} lead={account.sessionsLead}>
      <Shown load={load}>
        {({ items }) => (
          <>
            <Things label={account.sessions}>
              {[...items].reverse().map((each) => (
                <OneSession
                  key={each.id}
                  session={each}
                  gone={() => load.put({ items: items.filter((other) => other.id !== each.id) })}
                />
              ))}
            </Things>
            <div>
              <Confirm
                className="button"
                label={account.signOutEverywhere}
                title={account.signOutEverywhere}
                yes={account.signOutEverywhere}
                act={endAll}
              >
                <p>{account.signOutEverywhereDetail}</p>
              </Confirm>
            </div>
          </>
        )}
      </Shown>
    </Part>
  );
}

function OneSession(props: { session: Schemas["OneSessionView"]; gone: () => void }) {
  const { words, format } = useI18n();
  const { account } = words;
  const { session } = props;
  const name = browserOf(session.agent) || account.someBrowser;
  async function end() {
    await taken(api.DELETE("/api/v1/sessions/{session}", { params: { path: { session: session.id } } }));
    props.gone();
  }
  return (
    <Thing
      icon={isMobile(session.agent) ? Smartphone : Monitor}
      name={<span title={session.agent}>{name}</span>}
      badge={session.this && <Badge kind="good">{account.thisDevice}</Badge>}
      detail={
        <>
          {account.by[session.by]}
          {session.address && ` · ${session.address}`}
          {" · "}
          <time dateTime={session.seen_at} title={format.exact(session.seen_at)}>
            {account.seen(format.ago(session.seen_at, Date.now()))}
          </time>
        </>
      }
      actions={
        !session.this && (
          <Confirm
            label={words.settings.signOut}
            name={account.signOutOf(name)}
            title={account.signOutOf(name)}
            yes={words.settings.signOut}
            act={end}
          >
            <p>{account.signOutOfDetail}</p>
          </Confirm>
        )
      }
    />
  );
}
