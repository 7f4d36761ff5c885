import { useMemo } from "react";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { unbroken } from "../numbers/format";
import { useNumbers } from "../numbers/useNumbers";
import type { Found } from "./route";
import type { Around } from "./words";

/** What a route is put into words with. */
export function useAround({ line, people }: Pick<Found, "line" | "people">): Around {
  const { format, language } = useI18n();
  const { route: words } = useConsoleWords();
  const numbers = useNumbers();
  return useMemo(() => {
    const written = (number: string) => unbroken(numbers(number));
    return { line: line.name || written(line.number), people, words, format, written, language };
  }, [line, people, words, format, numbers, language]);
}
