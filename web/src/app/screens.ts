import { History, Keyboard, ListChecks, type LucideIcon, Settings, Users, Voicemail } from "lucide-react";
import { type ComponentType, lazy } from "react";
import type { Session } from "../session/session";

type ScreenName = "dial" | "voicemail" | "contacts" | "history" | "settings" | "setup";

type Role = Session["member"]["role"];

/** A screen with a place of its own in the menu. Its addresses begin with its path. */
export type Screen = {
  path: string;
  /** Its name in the menu, among the common words. */
  name: ScreenName;
  icon: LucideIcon;
  body: ComponentType;
  /** Who finds it in the menu, where not everybody does. What they may do there is up to the API. */
  roles?: readonly Role[];
};

/** What everybody works with, in the order of the tabs; each is fetched when it is first shown. */
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

/** What a workspace is set up and watched with: under the tabs at a desk; on a phone a list in the settings. */
export const CONSOLE: readonly Screen[] = [
  {
    path: "/setup",
    name: "setup",
    icon: ListChecks,
    body: lazy(async () => ({ default: (await import("../setup/SetupScreen")).SetupScreen })),
    roles: ["owner", "manager"],
  },
];

/** The screens of the console that somebody of this role finds in the menu. */
export function consoleOf(role: Role): readonly Screen[] {
  return CONSOLE.filter((screen) => screen.roles === undefined || screen.roles.includes(role));
}

/** Which screen an address belongs to. */
export function screenAt(path: string): Screen | undefined {
  return [...SCREENS, ...CONSOLE].find(
    (screen) => path === screen.path || path.startsWith(`${screen.path}/`),
  );
}
