import { useI18n } from "./I18n";
import type { Language } from "./languages";

/** Words that are fetched when a screen first needs them; whatever suspends waits for them. */
export type LazyWords<W> = { use: () => W; load: (language: Language) => Promise<W> };

export function lazyWords<W>(catalogues: Record<Language, () => Promise<W>>): LazyWords<W> {
  const here = new Map<Language, W>();
  const coming = new Map<Language, Promise<W>>();

  function load(language: Language): Promise<W> {
    const asked =
      coming.get(language) ??
      catalogues[language]().then(
        (words) => {
          here.set(language, words);
          return words;
        },
        (error: unknown) => {
          coming.delete(language); // so that it is asked for anew
          throw error;
        },
      );
    coming.set(language, asked);
    return asked;
  }

  function useLazyWords(): W {
    const { language } = useI18n();
    const words = here.get(language);
    if (words === undefined) throw load(language);
    return words;
  }

  return { use: useLazyWords, load };
}
