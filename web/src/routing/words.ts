import type { ConsoleWords } from "../i18n/console";
import type { Format } from "../i18n/format";
import { type Member, type Route, ringsNobody, rungAgents, rungForwards } from "./route";

/** The parts of the sentence that can be clicked. */
export const PARTS = [
  "hours",
  "whom",
  "order",
  "ring",
  "unanswered",
  "closed",
  "shown",
  "busy",
  "blocked",
] as const;
export type Clause = (typeof PARTS)[number];

/** A piece of a sentence: plain words, or a part to click. */
export type Piece = string | { part: Clause; text: string };

/** What a route says of itself, to be put into a sentence. */
export type Said = {
  line: string;
  hours: boolean;
  /** Whom it rings, in words; null: nobody. */
  whom: string | null;
  several: boolean;
  route: Route;
};

export type Around = {
  line: string;
  people: readonly Member[];
  words: ConsoleWords["route"];
  format: Format;
  written: (number: string) => string;
  language: string;
};

const MOST_NAMED = 3;

export function said(route: Route, around: Around): Said {
  return {
    line: around.line,
    hours: Boolean(route.hours),
    whom: ringsNobody(route, around.people) ? null : whom(route, around, MOST_NAMED),
    several: rungAgents(route, around.people).length + rungForwards(route).length > 1,
    route,
  };
}

function whom(route: Route, { people, words, format, written }: Around, most: number): string {
  const agents = rungAgents(route, people);
  const names =
    agents.length > most ? words.agents(agents.length) : format.list(agents.map(({ name }) => name));
  const forwards = rungForwards(route).map(({ number, name }) => words.forward(name, written(number)));
  const on = route.softphones_on && route.agents_on ? "both" : route.softphones_on ? "softphones" : "phones";
  return format.list([...(agents.length > 0 ? [words.agentsOn(names, on)] : []), ...forwards]);
}

/** One part in words, in full: to compare two routes by. */
export function partText(part: Clause, route: Route, around: Around): string {
  const { words } = around;
  switch (part) {
    case "hours":
      return hoursText(route.hours, around);
    case "whom":
      return ringsNobody(route, around.people) ? words.nobody : whom(route, around, Number.POSITIVE_INFINITY);
    case "order":
      return words.orders[route.order];
    case "ring":
      return words.seconds(route.ring_seconds);
    case "unanswered":
      return route.voicemail_on
        ? `${words.thens.voicemail}, ${words.atMost(route.message_seconds)}`
        : words.thens.apology;
    case "closed":
      return words.closeds[route.closed];
    case "shown":
      return words.showns[route.caller_id];
    case "busy":
      return route.ring_busy ? words.busies.rung : words.busies.not;
    case "blocked":
      return words.meets[route.blocked];
  }
}

export type Difference = { part: Clause; before: string; after: string };

/** What one route changes in another's place. */
export function difference(before: Route, after: Route, around: Around): readonly Difference[] {
  return PARTS.map((part) => ({
    part,
    before: partText(part, before, around),
    after: partText(part, after, around),
  })).filter((each) => each.before !== each.after);
}

/** Opening hours in a line: days that are alike stand together. */
export function hoursText(hours: Route["hours"], { words, language }: Around): string {
  if (!hours) return words.always;
  const days = dayNames(language, "short");
  const spans = hours.week.map(
    (day) => day.map(({ start, end }) => `${start}–${end}`).join(", ") || words.closedDay,
  );
  const runs: string[] = [];
  for (let first = 0; first < spans.length; ) {
    let last = first;
    while (last + 1 < spans.length && spans[last + 1] === spans[first]) last += 1;
    const name = last === first ? days[first] : `${days[first]}–${days[last]}`;
    runs.push(`${name} ${spans[first]}`);
    first = last + 1;
  }
  const holidays = hours.holidays.map(
    ({ date, name, open }) =>
      `${name || date} ${open.map(({ start, end }) => `${start}–${end}`).join(", ") || words.closedDay}`,
  );
  return `${[...runs, ...holidays].join("; ")} (${hours.time_zone})`;
}

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** The days of the week, from Monday. */
export function dayNames(language: string, length: "long" | "short"): readonly string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: length, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => format.format(MONDAY + day * DAY_MS));
}
