type Line = { agents: readonly { until: string | null }[] };

/** Milliseconds until the first duty turns by itself; null where none does within a day. */
export function nextEnd(lines: readonly Line[], now: number): number | null {
  const ends = lines.flatMap(({ agents }) =>
    agents.flatMap(({ until }) => (until ? [Date.parse(until)] : [])),
  );
  const wait = Math.min(...ends) - now;
  // A moment later, by when it has surely turned at the server.
  return wait < 86_400_000 ? Math.max(wait, 0) + 1000 : null;
}
