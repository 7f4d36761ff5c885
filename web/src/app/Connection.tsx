import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useWords } from "../i18n/I18n";

function subscribe(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}

/** Says so while this device is offline. */
export function Connection() {
  const { common } = useWords();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <p className="connection" role="status">
      <WifiOff size={18} aria-hidden />
      {common.offline}
    </p>
  );
}
