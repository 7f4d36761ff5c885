import { ChevronRight, Cloud, Plus } from "lucide-react";
import { useCallback, useEffect } from "react";
import { api, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { useStream } from "../live/Live";
import { useSession } from "../session/SessionGate";
import { Nothing } from "../ui/Nothing";
import { Page } from "../ui/Page";
import { PagedList } from "../ui/PagedList";
import { CarrierBadge } from "./CarrierBadge";
import type { Carrier } from "./carriers";

/** All accounts, each as it was last seen. */
export function CarrierList() {
  const { common } = useWords();
  const { carriers: words } = useConsoleWords();
  const { role } = useSession().session.member;
  const stream = useStream();
  const ask = useCallback(
    (cursor: string | null) =>
      taken(api.GET("/api/v1/carriers", { params: { query: cursor ? { cursor } : {} } })),
    [],
  );
  const pages = usePages<Carrier>(ask);
  const { again } = pages;
  useEffect(() => stream.on("number", again), [stream, again]);
  const add = role === "owner" && (
    <Link className="button button-main" href="/accounts/new">
      <Plus size={18} aria-hidden />
      {words.add}
    </Link>
  );
  const none = pages.items?.length === 0;
  return (
    <Page title={common.carriers} lead={none ? undefined : words.lead} actions={!none && add}>
      <PagedList
        label={common.carriers}
        pages={pages}
        row={(carrier) => (
          <li key={carrier.trunk.id}>
            <Link className="row carrier-row" href={`/accounts/${carrier.trunk.id}`}>
              <span className="row-main">
                <strong>{carrier.trunk.name}</strong>
                <span className="soft small">{`${words.kinds[carrier.kind]} · ${carrier.account}`}</span>
              </span>
              <CarrierBadge carrier={carrier} />
              <ChevronRight size={18} aria-hidden />
            </Link>
          </li>
        )}
        nothing={
          <Nothing icon={Cloud} title={words.none}>
            <p>{words.noneDetail}</p>
            {add}
          </Nothing>
        }
      />
    </Page>
  );
}
