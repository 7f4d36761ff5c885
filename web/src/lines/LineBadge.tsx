import { useConsoleWords } from "../i18n/console";
import { Standing } from "../ui/Standing";
import type { LineLack } from "./lines";

/** Whether calls can be placed from a line, and why not. */
export function LineBadge({ lacks }: { lacks: LineLack | null }) {
  const { lines: words } = useConsoleWords();
  if (lacks === null) return <Standing kind="good">{words.canCall}</Standing>;
  const kind =
    lacks === "voice_off" || lacks === "module_off" ? "plain" : lacks === "trunks_down" ? "bad" : "warn";
  return <Standing kind={kind}>{words.lacks[lacks]}</Standing>;
}
