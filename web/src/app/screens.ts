import {
  Activity,
  Building2,
  Cable,
  Cloud,
  Coins,
  Contact,
  History,
  Keyboard,
  ListChecks,
  type LucideIcon,
  MessageSquareQuote,
  MessagesSquare,
  PhoneIncoming,
  Server,
  Settings,
  Smartphone,
  Users,
  Voicemail,
} from "lucide-react";
import { type ComponentType, lazy } from "react";
import { UnreadBadge } from "../messages/UnreadBadge";
import type { Session } from "../session/session";

type ScreenName =
  | "dial"
  | "messages"
  | "voicemail"
  | "contacts"
  | "history"
  | "settings"
  | "setup"
  | "lines"
  | "trunks"
  | "carriers"
  | "team"
  | "live"
  | "costs"
  | "templates"
  | "workspace"
  | "system"
  | "practice";

type Role = Session["member"]["role"];

/** A screen with a place of its own in the menu. Its addresses begin with its path. */
export type Screen = {
  path: string;
  /** Its name in the menu, among the common words. */
  name: ScreenName;
  icon: LucideIcon;
  body: ComponentType;
  /** What is shown beside its name, as how much of it is new. */
  badge?: ComponentType;
  /** Who finds it in the menu, where not everybody does. What they may do there is up to the API. */
  roles?: readonly Role[];
  /** Whether it is there on the practice network alone. */
  practice?: boolean;
  /** Whether it is there where calls go over carriers' accounts, or where they don't; otherwise on both. */
  carriers?: boolean;
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
    path: "/messages",
    name: "messages",
    icon: MessagesSquare,
    body: lazy(async () => ({ default: (await import("../messages/MessagesScreen")).MessagesScreen })),
    badge: UnreadBadge,
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
    icon: Contact,
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
  {
    path: "/lines",
    name: "lines",
    icon: PhoneIncoming,
    body: lazy(async () => ({ default: (await import("../lines/LinesScreen")).LinesScreen })),
    roles: ["owner", "manager"],
  },
  {
    path: "/trunks",
    name: "trunks",
    icon: Cable,
    body: lazy(async () => ({ default: (await import("../trunks/TrunksScreen")).TrunksScreen })),
    roles: ["owner"],
    carriers: false,
  },
  {
    // Not /carriers: below that carriers call.
    path: "/accounts",
    name: "carriers",
    icon: Cloud,
    body: lazy(async () => ({ default: (await import("../carriers/CarriersScreen")).CarriersScreen })),
    roles: ["owner", "manager"],
    carriers: true,
  },
  {
    path: "/team",
    name: "team",
    icon: Users,
    body: lazy(async () => ({ default: (await import("../team/TeamScreen")).TeamScreen })),
  },
  {
    path: "/live",
    name: "live",
    icon: Activity,
    body: lazy(async () => ({ default: (await import("../board/BoardScreen")).BoardScreen })),
  },
  {
    path: "/costs",
    name: "costs",
    icon: Coins,
    body: lazy(async () => ({ default: (await import("../costs/CostsScreen")).CostsScreen })),
  },
  {
    path: "/templates",
    name: "templates",
    icon: MessageSquareQuote,
    body: lazy(async () => ({ default: (await import("../templates/TemplatesScreen")).TemplatesScreen })),
    roles: ["owner", "manager"],
  },
  {
    path: "/workspace",
    name: "workspace",
    icon: Building2,
    body: lazy(async () => ({ default: (await import("../workspace/WorkspaceScreen")).WorkspaceScreen })),
    roles: ["owner", "manager"],
  },
  {
    path: "/system",
    name: "system",
    icon: Server,
    body: lazy(async () => ({ default: (await import("../system/SystemScreen")).SystemScreen })),
    roles: ["owner"],
  },
  {
    path: "/practice",
    name: "practice",
    icon: Smartphone,
    body: lazy(async () => ({ default: (await import("../practice/PracticeScreen")).PracticeScreen })),
    roles: ["owner", "manager"],
    practice: true,
  },
];

/** The screens of the console that whoever is signed in finds in the menu. */
export function consoleOf({ member, practice, carriers = false }: Session): readonly Screen[] {
  return CONSOLE.filter(
    (screen) =>
      mayEnter(screen, member.role) &&
      (practice || !screen.practice) &&
      (screen.carriers === undefined || screen.carriers === carriers),
  );
}

/** Whether a screen is of use to somebody of this role. */
export function mayEnter(screen: Screen, role: Role): boolean {
  return screen.roles === undefined || screen.roles.includes(role);
}

/** Which screen an address belongs to. */
export function screenAt(path: string): Screen | undefined {
  return [...SCREENS, ...CONSOLE].find(
    (screen) => path === screen.path || path.startsWith(`${screen.path}/`),
  );
}
