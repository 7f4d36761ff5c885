import { Phone } from "lucide-react";
import { Link } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useWorkspace } from "../session/SessionGate";

type Props = {
  /** The number, international. */
  to: string;
  who: string;
  /** The line to call from, where not the one that was chosen last. */
  over?: string;
  className?: string;
};

/** Offers to call somebody, for as long as people of the workspace may call. */
export function CallLink({ to, who, over, className = "button button-main" }: Props) {
  const { history } = useWords();
  const { voice } = useWorkspace();
  if (!voice) return null;
  const from = over === undefined ? "" : `&over=${encodeURIComponent(over)}`;
  return (
    <Link
      className={className}
      aria-label={history.callAgain(who)}
      href={`/dial?to=${encodeURIComponent(to)}${from}`}
    >
      <Phone size={18} aria-hidden />
      <span>{history.callAgain(who)}</span>
    </Link>
  );
}
