import { lazyWords } from "./lazy";
import type { en } from "./texts/en";

/** The words of texting, which are fetched with the screen of messages. English says which there are. */
export type TextWords = typeof en;

export const textWords = lazyWords<TextWords>({
  en: async () => (await import("./texts/en")).en,
  de: async () => (await import("./texts/de")).de,
  es: async () => (await import("./texts/es")).es,
});

export const useTextWords = textWords.use;
