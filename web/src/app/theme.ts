const CHOICE = "offhook.theme";

export const THEMES = ["auto", "light", "dark"] as const;

export type Theme = (typeof THEMES)[number];

/** The colours that were chosen on this device. */
export function chosenTheme(): Theme {
  const kept = window.localStorage.getItem(CHOICE);
  return THEMES.find((theme) => theme === kept) ?? "auto";
}

/** Shows these colours from now on. */
export function chooseTheme(theme: Theme): void {
  window.localStorage.setItem(CHOICE, theme);
  showTheme();
}

export function showTheme(): void {
  document.documentElement.dataset.theme = chosenTheme();
}
