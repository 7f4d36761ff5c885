import { queryOf as daysOf } from "../history/filters";

/** Which changes are looked for, as it stands in the address: so a reload, a bookmark and going back keep it. */
export type Filters = {
  member?: string;
  /** Days, as 2026-11-21, in this device's time zone; both belong to what is looked for. */
  from?: string;
  to?: string;
};

export const NAMES = ["member", "from", "to"] as const;

export function filtersOf(query: URLSearchParams): Filters {
  return Object.fromEntries(NAMES.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : [])));
}

/** The address of the log with these filters. */
export function addressOf(filters: Filters): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  return `/workspace/audit${query.size ? `?${query}` : ""}`;
}

/** The same as the API asks for it. */
export function queryOf(filters: Filters): { member?: string; since?: string; until?: string } {
  return daysOf(filters);
}

type Shape = Record<string, unknown> | null | undefined;
type Difference = { name: string; before?: string; after?: string };

/** What differs between how something was and how it is; all of what is new or gone, but what says nothing. */
export function differences(before: Shape, after: Shape): readonly Difference[] {
  const [was, now] = [flat(before ?? {}), flat(after ?? {})];
  return [...new Set([...was.keys(), ...now.keys()])].flatMap((name) => {
    const [old, fresh] = [was.get(name) ?? "", now.get(name) ?? ""];
    if (old === fresh) return [];
    return [{ name, ...(before && { before: old }), ...(after && { after: fresh }) }];
  });
}

/** Every value as text, by its name; what is inside another is named with it. */
function flat(record: Record<string, unknown>, within = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(record)) {
    const name = within + key.replaceAll("_", " ");
    if (isRecord(value)) for (const [inner, text] of flat(value, `${name}, `)) found.set(inner, text);
    else found.set(name, written(value));
  }
  return found;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function written(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(written).join(", ");
  return isRecord(value)
    ? [...flat(value)].map(([name, text]) => `${name} ${text}`).join(" ")
    : String(value);
}
