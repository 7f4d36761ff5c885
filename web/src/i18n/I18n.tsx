import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { type Format, formatsOf } from "./format";
import { type Language, rememberLanguage, type Words, wordsOf } from "./languages";

type Shown = { language: Language; words: Words };
type I18nValue = Shown & { format: Format; choose: (language: Language) => Promise<void> };

const Context = createContext<I18nValue | null>(null);

/** Gives everything below it the words and formats of one language, which a person may change. */
export function I18n({ first, children }: { first: Shown; children: ReactNode }) {
  const [shown, setShown] = useState(first);
  const value = useMemo(
    () => ({
      ...shown,
      format: formatsOf(shown.language),
      async choose(language: Language) {
        const words = await wordsOf(language);
        rememberLanguage(language);
        document.documentElement.lang = language;
        setShown({ language, words });
      },
    }),
    [shown],
  );
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18nValue {
  const value = useContext(Context);
  if (value === null) throw new Error("useI18n needs <I18n> above it");
  return value;
}

/** The words of the screens, in the language that is shown. */
export function useWords(): Words {
  return useI18n().words;
}
