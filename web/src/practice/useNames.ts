import { useCallback, useMemo } from "react";
import { api, taken } from "../api/client";
import { type Line, lineName } from "../api/useLines";
import { useLoad } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";

const FIRST = { params: { query: { limit: 200 } } };

/** What people call a number: a line, a member's phone, a contact; the number itself where nobody knows it. */
export function useNames(lines: readonly Line[]): (number: string) => { name: string; number: string } {
  const { common } = useWords();
  const written = useNumbers();
  const known = useLoad(
    useCallback(async () => {
      const [members, contacts] = await Promise.all([
        taken(api.GET("/api/v1/members", FIRST)),
        taken(api.GET("/api/v1/contacts", FIRST)),
      ]);
      const names = new Map<string, string>();
      for (const contact of contacts.items)
        for (const number of contact.numbers) names.set(number, contact.name);
      for (const member of members.items) if (member.number) names.set(member.number, member.name);
      return names;
    }, []),
  );
  return useMemo(() => {
    const names = new Map(known.state === "ready" ? known.data : []);
    for (const line of lines) names.set(line.number, lineName(line, written));
    return (number: string) => ({
      name: names.get(number) ?? "",
      number: number ? written(number) : common.unknownCaller,
    });
  }, [known, lines, written, common]);
}
