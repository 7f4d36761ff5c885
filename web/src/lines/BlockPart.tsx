import { Ban } from "lucide-react";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { Part } from "../ui/Part";
import { BlockList } from "./BlockList";
import { everyBlock } from "./blocks";
import type { Line } from "./lines";

/** Who is not put through on this line; those who are blocked on every line are somewhere else. */
export function BlockPart({ line }: { line: Line }) {
  const { lines: words } = useConsoleWords();
  const load = useLoad(everyBlock);
  const everywhere = load.state === "ready" ? load.data.filter((block) => block.line === null).length : 0;
  return (
    <Part title={words.blockedHere} icon={Ban}>
      <BlockList
        load={load}
        line={line.id}
        shown={(block) => block.line === line.id}
        none={words.nobodyBlockedHere}
      />
      <p className="small">
        <Link href="/lines/blocked">{words.blockedEverywhere(everywhere)}</Link>
      </p>
    </Part>
  );
}
