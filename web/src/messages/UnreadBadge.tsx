import { useWords } from "../i18n/I18n";
import { useUnread } from "./useUnread";

/** How many conversations are unread, in the menu. */
export function UnreadBadge() {
  const { common } = useWords();
  const count = useUnread();
  if (count === 0) return null;
  return (
    <span className="navigation-badge">
      {count >= 100 ? "99+" : count}
      <span className="unseen"> {common.unread}</span>
    </span>
  );
}
