import { useEffect, useState } from "react";
import { type Preflight, preflight } from "./server";

const PAUSE_MS = 500;

/**
 * What the server knows against a text before it is sent, asked for as it is opened and when typing pauses; undefined until
 * then. Without an answer the text can be sent all the same: the server looks again.
 */
export function usePreflight(
  line: string,
  to: string,
  text: string,
  pictures: readonly string[],
): Preflight | undefined {
  const [known, setKnown] = useState<{ of: string; told: Preflight }>();
  const of = `${line} ${to}`;
  const ids = pictures.join(" ");
  const first = known?.of !== of;
  useEffect(() => {
    if (!line || !to) return;
    let current = true;
    const timer = setTimeout(
      () =>
        void preflight(line, to, text, ids ? ids.split(" ") : []).then(
          (told) => current && setKnown({ of, told }),
          () => {},
        ),
      first ? 0 : PAUSE_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [of, line, to, text, ids, first]);
  return known?.of === of ? known.told : undefined;
}
