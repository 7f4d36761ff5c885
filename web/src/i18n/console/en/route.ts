import type { Meets } from "../../../lines/lines";
import type { Clause, Piece, Said } from "../../../routing/words";

type Kind = "softphone" | "phone" | "forward";

const parts: Record<Clause, string> = {
  hours: "Opening hours",
  whom: "Whom it rings",
  order: "Together or one after the other",
  ring: "How long it rings",
  unanswered: "When nobody answers",
  closed: "Outside opening hours",
  shown: "What phones show",
  busy: "People who are in a call",
  blocked: "Blocked callers",
};

const orders = { all: "together", hunt: "one after the other" };
const thens = { voicemail: "take a voicemail", apology: "say that nobody can take the call" };
const closeds = { voicemail: "take a voicemail", apology: "say that nobody can take the call" };
const showns = { line: "the line’s number", caller: "the caller’s number" };
const busies = { rung: "are rung too", not: "are not rung" };
const meets: Record<Meets, string> = {
  busy: "a busy tone",
  announcement: "that the call is not accepted",
  voicemail: "the voicemail",
  apology: "that nobody can take the call",
};
const seconds = (many: number) => `${many} s`;

function sentences({ line, hours, whom, several, route }: Said): Piece[][] {
  const hunt = route.order === "hunt" && several;
  const ring: Piece[] =
    whom === null
      ? [", ring ", { part: "whom", text: "nobody" }, " and "]
      : [
          ", ring ",
          { part: "whom", text: whom },
          ...(several ? [" ", { part: "order", text: orders[route.order] } as const] : []),
          hunt ? ", each for " : " for ",
          { part: "ring", text: seconds(route.ring_seconds) },
          ", then ",
        ];
  return [
    [
      `When someone calls ${line} `,
      { part: "hours", text: hours ? "in opening hours" : "at any time" },
      ...ring,
      { part: "unanswered", text: route.voicemail_on ? thens.voicemail : thens.apology },
      ".",
    ],
    ...(hours
      ? [["Outside opening hours, ", { part: "closed", text: closeds[route.closed] }, "."] satisfies Piece[]]
      : []),
    [
      "Phones show ",
      { part: "shown", text: showns[route.caller_id] },
      ". People who are in a call ",
      { part: "busy", text: busies[route.ring_busy ? "rung" : "not"] },
      ". Blocked callers get ",
      { part: "blocked", text: meets[route.blocked] },
      ".",
    ],
  ];
}

export const route = {
  title: (line: string) => `When someone calls ${line}`,
  back: "Line",
  says: "What happens",
  clickToChange: "Click a part to change it. Nothing counts before you save.",
  save: "Save route",
  parts,
  sentences,
  orders,
  orderHints: {
    all: "All phones ring at once; whoever takes the call first has it.",
    hunt: "Each rings for the whole time, in the order of the list, until somebody takes the call.",
  },
  thens,
  thenHints: {
    voicemail: "The caller hears the greeting and can leave a message.",
    apology: "The caller hears it in the line’s language, and the call ends.",
  },
  closeds,
  showns,
  shownHints: {
    line: "Your people see that it is for work, and can call back through the line.",
    caller: "Where the carrier lets it pass.",
  },
  busies,
  meets,
  seconds,
  atMost: (many: number) => `at most ${many} s`,
  agents: (many: number) => `${many} people`,
  agentsOn: (names: string, on: "both" | "softphones" | "phones") =>
    ({
      both: `${names} on all their phones`,
      softphones: `${names} on desk and browser phones`,
      phones: `${names} on their own phones (asks to press 1)`,
    })[on],
  forward: (name: string, number: string) => `${[name, number].filter(Boolean).join(" ")} (asks to press 1)`,
  nobody: "nobody",
  ringsNobody: "This rings nobody",
  ringsNobodyDetail: (voicemail: boolean): string =>
    voicemail
      ? "Callers get the voicemail at once. Click “nobody” to name people or numbers."
      : "Callers hear at once that nobody can take the call. Click “nobody” to name people or numbers.",
  ringFor: "Seconds",
  ringHint: "From 5 to 28: after that, the voicemails of mobile phones answer before your people do.",
  longestMessage: "Longest message, in seconds",
  people: "People",
  addAgent: "Add somebody …",
  gone: "No longer a member",
  noPhone: "no phone number",
  earlier: (name: string) => `${name} earlier`,
  later: (name: string) => `${name} later`,
  without: (name: string) => `Without ${name}`,
  softphones: "Ring their desk and browser phones",
  softphonesHint: "Whoever answers there takes the call at once.",
  phones: "Ring their own phones",
  phonesHint: "While they are on duty. Whoever answers presses 1 to take the call.",
  forwards: "Other numbers",
  forwardNumber: (place: number) => `Number ${place}`,
  forwardName: (place: number) => `Name of number ${place}`,
  number: "Number",
  name: "Name",
  addForward: "Add a number",
  forwardsOn: "Ring these numbers",
  forwardsHint: "Whoever answers presses 1 to take the call: no answering machine gets it.",
  always: "always open",
  byHours: "open by day and time",
  zone: "Time zone",
  zoneHint: "The times below are by the clocks of this place.",
  week: "Week",
  closedDay: "closed",
  opens: (day: string) => `${day}: opens`,
  closes: (day: string) => `${day}: closes`,
  openOn: (day: string) => `${day}: add hours`,
  withoutSpan: (day: string, span: string) => `${day}: remove ${span}`,
  asMonday: "Monday’s hours until Friday",
  holidays: "Holidays",
  holidayDate: (place: number) => `Day of holiday ${place}`,
  holidayName: (place: number) => `Name of holiday ${place}`,
  holidayExample: "Christmas",
  addHoliday: "Add a holiday",
  tryIt: "Try it",
  caller: "A call from",
  callerHint: "Empty: somebody who withholds their number.",
  at: "At",
  atHint: "Empty: now. By this device’s clock.",
  refused: "This can’t be saved",
  withChanges: "With your changes",
  changes: "What changes",
  asSaved: "As it is saved",
  now: (time: string) => `Just now, at ${time}`,
  turnedAway: "Not put through:",
  theyMeet: (what: string) => `The caller gets ${what}.`,
  nobodyRung: "Nobody is rung.",
  isNew: "new",
  notAnyMore: (names: string) => `Not rung any more: ${names}.`,
  skipped: (name: string, reason: string) => `${name} is not rung: ${reason}.`,
  rungHow: (after: number, lasts: number) =>
    after > 0 ? `after ${after} s, for ${lasts} s` : `for ${lasts} s`,
  rungWhy: {
    softphone: "signed in, takes the call by answering",
    phone: "on duty, presses 1",
    forward: "presses 1",
  } satisfies Record<Kind, string>,
  sees: (number: string) => `sees ${number}`,
  thenAfter: {
    voicemail: "When nobody takes the call, the voicemail does.",
    apology: "When nobody takes the call, the caller hears so, and the call ends.",
  },
  thenAtOnce: {
    voicemail: "The voicemail takes the call at once.",
    apology: "The caller hears that nobody can take the call, and the call ends.",
  },
};
