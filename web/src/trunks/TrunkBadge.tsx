import { useConsoleWords } from "../i18n/console";
import { Standing } from "../ui/Standing";
import { standingOf, type Trunk, type TrunkStanding } from "./trunks";

const KINDS: Record<TrunkStanding, "good" | "warn" | "bad" | "plain"> = {
  up: "good",
  off: "plain",
  down: "bad",
  refused: "bad",
  registering: "warn",
  unchecked: "warn",
};

/** How a trunk stands, in a word or two. */
export function TrunkBadge({ trunk }: { trunk: Trunk }) {
  const { trunks: words } = useConsoleWords();
  const standing = standingOf(trunk);
  return <Standing kind={KINDS[standing]}>{words.standings[standing]}</Standing>;
}
