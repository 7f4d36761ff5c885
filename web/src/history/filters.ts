import type { Call, Disposition } from "../calls/call";

/** What calls are looked for, as it stands in the address: so a reload, a bookmark and going back keep it. */
export type Filters = {
  line?: string;
  member?: string;
  direction?: Call["direction"];
  disposition?: Disposition;
  /** Days, as 2026-11-21, in this device's time zone; both belong to what is looked for. */
  from?: string;
  to?: string;
};

const NAMES = ["line", "member", "direction", "disposition", "from", "to"] as const;

export function filtersOf(query: URLSearchParams): Filters {
  const given = NAMES.flatMap((name) => (query.get(name) ? [[name, query.get(name)]] : []));
  return Object.fromEntries(given) as Filters;
}

/** The address of the history with these filters. */
export function addressOf(filters: Filters): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  return `/history${query.size ? `?${query}` : ""}`;
}

/** The same as the API asks for it. */
export function queryOf({ from, to, ...others }: Filters) {
  const since = from === undefined ? undefined : midnight(from, 0);
  const until = to === undefined ? undefined : midnight(to, 1);
  return { ...others, ...(since && { since }), ...(until && { until }) };
}

/** When a day begins here, or the one that many days later; nothing for what is no day. */
function midnight(day: string, later: number): string | undefined {
  const at = new Date(`${day}T00:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + later);
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Where the calls with these filters can be downloaded as a table. */
export function exportOf(filters: Filters): string {
  const query = new URLSearchParams(Object.entries(queryOf(filters)));
  return `/api/v1/calls/export${query.size ? `?${query}` : ""}`;
}
