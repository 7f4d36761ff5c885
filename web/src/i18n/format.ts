const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MILLION = 1_000_000;
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** How times are written in one language. */
export type Format = {
  /** 4:05, or 1:02:09: of seconds. */
  clock: (seconds: number) => string;
  /** “5 minutes ago”, “yesterday”, or the day; of a time as the API writes it. */
  ago: (at: string, now: number) => string;
  /** The exact time, with its day. */
  exact: (at: string) => string;
  /** The time of the day. */
  time: (at: string) => string;
  /** The time of the day to the second. */
  second: (at: string) => string;
  /** The day in words: “Friday, 21 November”. */
  day: (at: string) => string;
  /** “Sales, Support and Returns”. */
  list: (names: readonly string[]) => string;
  /** “48.2 GB”: of bytes. */
  bytes: (bytes: number) => string;
  /** “Fri, Nov 27, 9:00 AM”: of a time, by the clock of a zone. */
  moment: (at: string, zone: string) => string;
  /** “$0.0079”: of an amount as the API writes it. */
  money: (amount: string, currency: string) => string;
  /** “$0.014” or “€12.50”: of millionths. What is less than one unit is exact. */
  cost: (millionths: number, currency: string) => string;
  /** “November 2026”: of “2026-11”. */
  month: (month: string) => string;
  /** “21 Nov, 14:05”. */
  dayAndTime: (at: string) => string;
};

/** Formats in a language, in this device's time zone. */
export function formatsOf(language: string): Format {
  const tag = navigator.languages.find((each) => each.startsWith(language)) ?? language;
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const formatted = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(tag, options);
    return (at: string) => format.format(new Date(at));
  };
  const list = new Intl.ListFormat(tag);
  const day = formatted({ day: "numeric", month: "short", year: "numeric" });
  return {
    clock,
    ago(at, now) {
      const seconds = Math.round((Date.parse(at) - now) / 1000);
      const past = Math.abs(seconds);
      if (past < MINUTE) return relative.format(0, "minute");
      if (past < HOUR) return relative.format(Math.trunc(seconds / MINUTE), "minute");
      if (past < DAY) return relative.format(Math.trunc(seconds / HOUR), "hour");
      if (past < 7 * DAY) return relative.format(Math.trunc(seconds / DAY), "day");
      return day(at);
    },
    exact: formatted({ dateStyle: "full", timeStyle: "medium" }),
    time: formatted({ timeStyle: "short" }),
    second: formatted({ timeStyle: "medium" }),
    day: formatted({ weekday: "long", day: "numeric", month: "long" }),
    list: (names) => list.format(names),
    moment(at, zone) {
      const options = {
        weekday: "short",
        day: "numeric",
        month: "short",
        hour: "numeric",
        minute: "2-digit",
      } as const;
      return new Intl.DateTimeFormat(tag, { ...options, timeZone: zone }).format(new Date(at));
    },
    money(amount, currency) {
      const digits = { minimumFractionDigits: 2, maximumFractionDigits: 4 };
      return new Intl.NumberFormat(tag, { style: "currency", currency, ...digits }).format(Number(amount));
    },
    dayAndTime: formatted({ day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }),
    month(month) {
      const at = new Date(`${month}-01T12:00Z`);
      if (Number.isNaN(at.getTime())) return month;
      return new Intl.DateTimeFormat(tag, { month: "long", year: "numeric", timeZone: "UTC" }).format(at);
    },
    cost(millionths, currency) {
      const maximumFractionDigits = Math.abs(millionths) < MILLION ? 6 : 2;
      const options = {
        style: "currency",
        currency,
        minimumFractionDigits: 2,
        maximumFractionDigits,
      } as const;
      return new Intl.NumberFormat(tag, options).format(millionths / MILLION);
    },
    bytes(bytes) {
      const place = Math.min(UNITS.length - 1, Math.max(1, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
      const options = {
        style: "unit",
        unit: UNITS[place],
        maximumFractionDigits: place > 1 ? 1 : 0,
      } as const;
      return new Intl.NumberFormat(tag, options).format(bytes / 1000 ** place);
    },
  };
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor((whole % HOUR) / MINUTE), whole % MINUTE];
  if (whole >= HOUR) parts.unshift(Math.floor(whole / HOUR));
  return parts.map((part, place) => (place === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
