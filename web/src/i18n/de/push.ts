import type { push as en } from "../en/push";

export const push: typeof en = {
  title: "Benachrichtigungen",
  lead: "Verpasste Anrufe und neue Sprachnachrichten Ihrer Leitungen, auf diesem Gerät gezeigt, während keine Seite offen ist. Außer Dienst bekommen Sie keine.",
  notify: "Dieses Gerät benachrichtigen",
  stop: "Dieses Gerät nicht mehr benachrichtigen",
  test: "Zur Probe senden",
  tested: "Eine Probe ist unterwegs zu diesem Gerät.",
  denied: "Ihr Browser zeigt keine Benachrichtigungen dieser Seite",
  deniedDetail:
    "Erlauben Sie sie in den Einstellungen des Browsers für diese Adresse, und kommen Sie dann zurück.",
  impossible: "Dieser Browser kann keine Benachrichtigungen zeigen, während keine Seite offen ist.",
  needsInstall:
    "Legen Sie Offhook zuerst auf den Home-Bildschirm (Teilen, dann Zum Home-Bildschirm), und öffnen Sie es von dort.",
  devices: "Geräte, die benachrichtigt werden",
  thisDevice: "dieses Gerät",
  last: (when) => `Zuletzt benachrichtigt: ${when}`,
  never: "Noch nicht benachrichtigt",
  remove: (name) => `${name} nicht mehr benachrichtigen`,
};
