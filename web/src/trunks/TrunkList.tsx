import { Cable, ChevronRight, Plus } from "lucide-react";
import { useCallback, useEffect } from "react";
import { api, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Nothing } from "../ui/Nothing";
import { Page } from "../ui/Page";
import { PagedList } from "../ui/PagedList";
import { TrunkBadge } from "./TrunkBadge";
import type { Trunk } from "./trunks";

const AGAIN_MS = 10_000;

/** All trunks, each as it was last seen. */
export function TrunkList() {
  const { common } = useWords();
  const { trunks: words } = useConsoleWords();
  const ask = useCallback(
    (cursor: string | null) =>
      taken(api.GET("/api/v1/trunks", { params: { query: cursor ? { cursor } : {} } })),
    [],
  );
  const pages = usePages<Trunk>(ask);
  const { again } = pages;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  const add = (
    <Link className="button button-main" href="/trunks/new">
      <Plus size={18} aria-hidden />
      {words.add}
    </Link>
  );
  return (
    <Page title={common.trunks} lead={words.lead} actions={add}>
      <PagedList
        label={common.trunks}
        pages={pages}
        row={(trunk) => (
          <li key={trunk.id}>
            <Link className="row trunk-row" href={`/trunks/${trunk.id}`}>
              <span className="row-main">
                <strong>{trunk.name}</strong>
                <span className="soft small">{`${trunk.host}:${trunk.port} · ${trunk.transport.toUpperCase()}`}</span>
              </span>
              {trunk.health.error && <span className="trunk-error small">{trunk.health.error}</span>}
              <TrunkBadge trunk={trunk} />
              <ChevronRight size={18} aria-hidden />
            </Link>
          </li>
        )}
        nothing={
          <Nothing icon={Cable} title={words.none}>
            <p>{words.lead}</p>
            {add}
          </Nothing>
        }
      />
    </Page>
  );
}
