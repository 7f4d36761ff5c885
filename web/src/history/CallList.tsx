import { Download, History, SearchX } from "lucide-react";
import { useCallback, useMemo } from "react";
import { api, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link, usePlace } from "../app/router";
import { useWords } from "../i18n/I18n";
import { Nothing } from "../ui/Nothing";
import { PagedList } from "../ui/PagedList";
import { CallRow } from "./CallRow";
import { FilterBar } from "./FilterBar";
import { exportOf, type Filters, filtersOf, queryOf } from "./filters";
import "./HistoryScreen.css";

/** The workspace's calls, the latest first. */
export function CallList() {
  const { common, history } = useWords();
  const { search } = usePlace();
  const filters = useMemo(() => filtersOf(new URLSearchParams(search)), [search]);
  const ask = useCallback(
    (cursor: string | null) =>
      taken(
        api.GET("/api/v1/calls", { params: { query: { ...queryOf(filters), ...(cursor && { cursor }) } } }),
      ),
    [filters],
  );
  const pages = usePages(ask);
  return (
    <div className="history">
      <div className="history-head">
        <h1>{common.history}</h1>
        <a className="button" href={exportOf(filters)} download>
          <Download size={18} aria-hidden />
          {history.download}
        </a>
      </div>
      <FilterBar filters={filters} />
      <PagedList
        label={history.list}
        pages={pages}
        row={(call) => <CallRow key={call.id} call={call} />}
        nothing={<None filters={filters} />}
      />
    </div>
  );
}

function None({ filters }: { filters: Filters }) {
  const { history } = useWords();
  if (Object.keys(filters).length > 0)
    return (
      <Nothing icon={SearchX} title={history.noMatch}>
        <p>{history.noMatchDetail}</p>
        <Link className="button" href="/history">
          {history.clear}
        </Link>
      </Nothing>
    );
  return (
    <Nothing icon={History} title={history.nothing}>
      <p>{history.nothingDetail}</p>
      <Link className="button button-main" href="/dial">
        {history.firstCall}
      </Link>
    </Nothing>
  );
}
