import { useEffect, useState } from "react";
import { api, taken } from "../api/client";
import { looksLikeNumber, plainNumber } from "../numbers/format";

/** Somebody who can be called. */
export type Suggestion = { name: string; number: string };

const MOST = 6;
const FEWEST_DIGITS = 3;
const PAUSE_MS = 200;

/** Contacts whose names or numbers begin with what is typed; asked for once typing pauses. */
export function useSuggestions(typed: string): readonly Suggestion[] {
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  const search = looksLikeNumber(typed) ? plainNumber(typed) : typed.trim();
  const enough = search.length >= (looksLikeNumber(typed) ? FEWEST_DIGITS : 1);
  useEffect(() => {
    if (!enough) return setFound([]);
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      const query = { search, limit: MOST };
      const asked = api.GET("/api/v1/contacts", { params: { query }, signal: leaving.signal });
      const page = await taken(asked).catch(() => null); // without contacts one can still dial
      if (page && !leaving.signal.aborted) setFound(page.items.flatMap(suggestionsOf).slice(0, MOST));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [search, enough]);
  return found;
}

function suggestionsOf(contact: { name: string; numbers: readonly string[] }): Suggestion[] {
  return contact.numbers.map((number) => ({ name: contact.name, number }));
}
