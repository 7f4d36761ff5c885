import { type LucideIcon, Settings } from "lucide-react";
import { type ComponentType, lazy } from "react";
import type { Words } from "../i18n/languages";

/** A screen with a tab of its own. Its addresses begin with its path. */
export type Screen = {
  path: string;
  name: keyof Words["common"];
  icon: LucideIcon;
  body: ComponentType;
};

/** In the order of the tabs; each is fetched when it is first shown. */
export const SCREENS: readonly Screen[] = [
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
