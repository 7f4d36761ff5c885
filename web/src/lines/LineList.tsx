import { Ban, ChevronRight, PhoneIncoming, Plus } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Nothing } from "../ui/Nothing";
import { Page } from "../ui/Page";
import { PagedList } from "../ui/PagedList";
import { Standing } from "../ui/Standing";
import { LineBadge } from "./LineBadge";
import { type Line, previewNow } from "./lines";

/** All lines, each with whether it can call and whom its calls ring now. */
export function LineList() {
  const { common } = useI18n().words;
  const { lines: words } = useConsoleWords();
  const ask = useCallback(
    (cursor: string | null) =>
      taken(api.GET("/api/v1/lines", { params: { query: cursor ? { cursor } : {} } })),
    [],
  );
  const pages = usePages<Line>(ask);
  const add = (
    <Link className="button button-main" href="/lines/new">
      <Plus size={18} aria-hidden />
      {words.add}
    </Link>
  );
  return (
    <Page
      title={common.lines}
      actions={
        <>
          <Link className="button" href="/lines/blocked">
            <Ban size={18} aria-hidden />
            {words.blocked}
          </Link>
          {add}
        </>
      }
    >
      <PagedList
        label={common.lines}
        pages={pages}
        row={(line) => <Row key={line.id} line={line} />}
        nothing={
          <Nothing icon={PhoneIncoming} title={words.none}>
            <p>{words.noneDetail}</p>
            {add}
          </Nothing>
        }
      />
    </Page>
  );
}

function Row({ line }: { line: Line }) {
  const { carriers } = useConsoleWords();
  const written = useNumbers();
  return (
    <li>
      <Link className="row line-row" href={`/lines/${line.id}`}>
        <span className="row-main">
          <strong>{line.name || written(line.number)}</strong>
          {line.name && <span className="soft small number">{written(line.number)}</span>}
        </span>
        <span className="line-rings small soft">
          <WhoRings id={line.id} />
        </span>
        {line.leads_elsewhere !== null && <Standing kind="warn">{carriers.ledElsewhere}</Standing>}
        <LineBadge lacks={line.lacks} />
        <ChevronRight size={18} aria-hidden />
      </Link>
    </li>
  );
}

/** Whom a call that came now would ring, in half a sentence. */
function WhoRings({ id }: { id: string }) {
  const { lines: words } = useConsoleWords();
  const { format } = useI18n();
  const load = useLoad(useCallback(() => previewNow(id), [id]));
  if (load.state !== "ready") return null;
  const { rung, then } = load.data;
  const names = [...new Set(rung.map(({ name }) => name))];
  return <>{words.ringsNow(names.length > 0 ? format.list(names) : null, then)}</>;
}
