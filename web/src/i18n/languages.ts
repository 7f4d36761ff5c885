import type { en } from "./en";

/** All words of the screens, in one language. English says which there are. */
export type Words = typeof en;

export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;

export type Language = keyof typeof LANGUAGES;

const CHOICE = "offhook.language";

const catalogues: Record<Language, () => Promise<Words>> = {
  en: async () => (await import("./en")).en,
  de: async () => (await import("./de")).de,
  es: async () => (await import("./es")).es,
};

/** The catalogue of a language: only the one that is used is ever fetched. */
export function wordsOf(language: Language): Promise<Words> {
  return catalogues[language]();
}

function isLanguage(text: string): text is Language {
  return text in LANGUAGES;
}

/** What was chosen on this device; else the first of the browser's languages that there is. */
export function preferredLanguage(): Language {
  const wanted = [window.localStorage.getItem(CHOICE) ?? "", ...navigator.languages];
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

export function rememberLanguage(language: Language): void {
  window.localStorage.setItem(CHOICE, language);
}
