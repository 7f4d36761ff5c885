import { useEffect, useState } from "react";
import { useWords } from "../i18n/I18n";
import type { Caller } from "./caller";

/** Whether this browser shows notifications, and who is to say so. */
export type Permission = NotificationPermission | "unsupported";

export function notificationPermission(): Permission {
  return "Notification" in window ? Notification.permission : "unsupported";
}

/** The permission, and asking for it: only a click may. */
export function usePermission(): [Permission, () => void] {
  const [permission, setPermission] = useState(notificationPermission);
  return [permission, () => void Notification.requestPermission().then(setPermission)];
}

/** Shows who calls outside the page while it isn't seen. A click brings the page to the front. */
export function useNotification(rings: boolean, caller: Caller): void {
  const { phone } = useWords();
  const title = phone.calls(caller.name);
  useEffect(() => {
    if (!rings || document.visibilityState === "visible" || notificationPermission() !== "granted") return;
    const shown = new Notification(title, {
      body: caller.line,
      tag: "offhook-call",
      requireInteraction: true,
    });
    shown.onclick = () => window.focus();
    return () => shown.close();
  }, [rings, title, caller.line]);
}
