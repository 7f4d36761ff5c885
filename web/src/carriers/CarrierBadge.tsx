import { useConsoleWords } from "../i18n/console";
import { Standing } from "../ui/Standing";
import { type Carrier, type CarrierStanding, standingOf } from "./carriers";

const KINDS: Record<CarrierStanding, "good" | "warn" | "bad" | "plain"> = {
  works: "good",
  off: "plain",
  down: "bad",
  astray: "warn",
  unchecked: "warn",
};

/** How an account stands, in a word or two. */
export function CarrierBadge({ carrier }: { carrier: Carrier }) {
  const { carriers: words } = useConsoleWords();
  const standing = standingOf(carrier);
  const said = standing === "astray" ? words.astray(carrier.astray) : words[standing];
  return <Standing kind={KINDS[standing]}>{said}</Standing>;
}
