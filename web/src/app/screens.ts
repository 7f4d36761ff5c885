import { History, Keyboard, type LucideIcon, Settings, Users, Voicemail } from "lucide-react";
import { type ComponentType, lazy } from "react";

type ScreenName = "dial" | "voicemail" | "contacts" | "history" | "settings";

/** A screen with a tab of its own. Its addresses begin with its path. */
export type Screen = {
  path: string;
  /** The name of its tab, among the common words. */
  name: ScreenName;
  icon: LucideIcon;
  body: ComponentType;
};

/** In the order of the tabs; each is fetched when it is first shown. */
export const SCREENS: readonly Screen[] = [
  {
    path: "/dial",
    name: "dial",
    icon: Keyboard,
    body: lazy(async () => ({ default: (await import("../dial/DialScreen")).DialScreen })),
  },
  {
    path: "/voicemail",
    name: "voicemail",
    icon: Voicemail,
    body: lazy(async () => ({ default: (await import("../voicemail/VoicemailScreen")).VoicemailScreen })),
  },
  {
    path: "/contacts",
    name: "contacts",
    icon: Users,
    body: lazy(async () => ({ default: (await import("../contacts/ContactsScreen")).ContactsScreen })),
  },
  {
    path: "/history",
    name: "history",
    icon: History,
    body: lazy(async () => ({ default: (await import("../history/HistoryScreen")).HistoryScreen })),
  },
  {
    path: "/settings",
    name: "settings",
    icon: Settings,
    body: lazy(async () => ({ default: (await import("../settings/SettingsScreen")).SettingsScreen })),
  },
];

/** Which screen an address belongs to. */
export function screenAt(path: string): Screen | undefined {
  return SCREENS.find((screen) => path === screen.path || path.startsWith(`${screen.path}/`));
}
