/** Times at which texts are sent later, in the workspace's time zone: it is the customers' morning that counts. */

/** The time that a clock in `zone` shows at `at`, as a field for date and time has it: 2026-11-27T09:00. */
export function wallClock(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/**
 * When a clock in `zone` shows this time; null for what is no time. In the hour that is there twice, the first; a time
 * in the hour that is skipped is as long after the skip as it was meant to be after its beginning.
 */
export function instantOf(shown: string, zone: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(shown)) return null;
  const asUtc = Date.parse(`${shown}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  // What the zone is ahead of UTC before and after: the earlier of the two that fits, else the one from before.
  const offsets = [asUtc - DAY, asUtc + DAY].map((near) => ahead(near, zone));
  const fitting = offsets.map((offset) => asUtc - offset).filter((at) => at + ahead(at, zone) === asUtc);
  const at = fitting.length > 0 ? Math.min(...fitting) : asUtc - (offsets[0] ?? 0);
  return new Date(at);
}

const DAY = 24 * 60 * 60 * 1000;

function ahead(at: number, zone: string): number {
  return Date.parse(`${wallClock(new Date(at), zone)}:00Z`) - Math.floor(at / 60_000) * 60_000;
}

export type Preset = "hour" | "tonight" | "tomorrow" | "afternoon" | "monday";

/** Times that people mean most often, those that are still to come and tell apart. */
export function presets(now: Date, zone: string): readonly (readonly [Preset, Date])[] {
  const today = wallClock(now, zone).slice(0, 10);
  const on = (days: number, hour: string) => {
    const day = new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
    return instantOf(`${day}T${hour}`, zone) ?? now;
  };
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  const hour = new Date(Math.ceil((now.getTime() + 60 * 60 * 1000) / 300_000) * 300_000);
  const all: (readonly [Preset, Date])[] = [
    ["hour", hour],
    ["tonight", on(0, "18:00")],
    ["tomorrow", on(1, "09:00")],
    ["afternoon", on(1, "14:00")],
    ["monday", on(toMonday, "09:00")],
  ];
  const soon = now.getTime() + 60 * 60 * 1000;
  return all.filter(
    ([name, at], place) =>
      (name === "hour" || at.getTime() > soon) &&
      all.findIndex(([, other]) => other.getTime() === at.getTime()) === place,
  );
}
