import type { en } from "./console/en";
import { lazyWords } from "./lazy";

/** The words of the console, which only those who set a workspace up ever fetch. English says which there are. */
export type ConsoleWords = typeof en;

export const consoleWords = lazyWords<ConsoleWords>({
  en: async () => (await import("./console/en")).en,
  de: async () => (await import("./console/de")).de,
  es: async () => (await import("./console/es")).es,
});

export const useConsoleWords = consoleWords.use;
