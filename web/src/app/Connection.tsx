import { RefreshCw, WifiOff } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useWords } from "../i18n/I18n";
import { useStanding } from "../live/Live";

/** How long the live stream may be away before it is told: most gaps are shorter. */
const UNTOLD_MS = 1500;

function subscribe(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}

/** Says so while what is shown may be old: the device is offline, or the live stream is away. */
export function Connection() {
  const { common } = useWords();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const away = useLongAway();
  if (online && !away) return null;
  const Icon = online ? RefreshCw : WifiOff;
  return (
    <p className="connection" role="status">
      <Icon size={18} aria-hidden />
      {online ? common.reconnecting : common.offline}
    </p>
  );
}

function useLongAway(): boolean {
  const standing = useStanding();
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (standing !== "away") return;
    const timer = setTimeout(() => setLong(true), UNTOLD_MS);
    return () => clearTimeout(timer);
  }, [standing]);
  return long;
}
