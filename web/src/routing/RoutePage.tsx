import { useCallback } from "react";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { unbroken } from "../numbers/format";
import { useNumbers } from "../numbers/useNumbers";
import { Page } from "../ui/Page";
import { Shown } from "../ui/Shown";
import { RouteEditor } from "./RouteEditor";
import { routeOf } from "./route";

/** Whom a line's calls ring: to read, to change, and to try before it is saved. */
export function RoutePage({ id }: { id: string }) {
  const { route: words } = useConsoleWords();
  const written = useNumbers();
  const load = useLoad(useCallback(() => routeOf(id), [id]));
  const line = load.state === "ready" ? load.data.line : undefined;
  const name = line ? line.name || unbroken(written(line.number)) : "";
  return (
    <Page title={line ? words.title(name) : ""} back={{ href: `/lines/${id}`, words: name || words.back }}>
      <Shown load={load}>{(found) => <RouteEditor found={found} put={load.put} />}</Shown>
    </Page>
  );
}
