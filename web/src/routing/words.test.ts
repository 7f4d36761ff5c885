import { expect, test } from "vitest";
import { consoleWords } from "../i18n/console";
import { formatsOf } from "../i18n/format";
import type { Member, Route } from "./route";
import { type Around, difference, hoursText, type Piece, said } from "./words";

const DEFAULT: Route = {
  softphones_on: true,
  agents_on: true,
  agents: [],
  forwards_on: true,
  forwards: [],
  voicemail_on: true,
  order: "all",
  ring_seconds: 25,
  ring_busy: true,
  caller_id: "line",
  message_seconds: 180,
  hours: null,
  closed: "voicemail",
  blocked: "busy",
};
const NINE_TO_FIVE = [{ start: "09:00", end: "17:00" }];
const HOURS: NonNullable<Route["hours"]> = {
  time_zone: "Europe/Berlin",
  week: [NINE_TO_FIVE, NINE_TO_FIVE, NINE_TO_FIVE, [], NINE_TO_FIVE, [], []],
  holidays: [{ date: "2026-12-25", name: "Christmas", open: [] }],
};

function member(id: string, name: string, active = true): Member {
  const none = { email: null, number: null, extension: null };
  const made = { ...none, role: "agent", copies: "push", may_unmask: false } as const;
  return { id, name, active, ...made, created_at: "2026-11-21T14:00:00Z" };
}

const PEOPLE = ["Ann", "Ben", "Cat", "Dan"]
  .map((name) => member(name, name))
  .concat(member("Eve", "Eve", false));

async function around(language: "en" | "de" | "es" = "en"): Promise<Around> {
  const words = (await consoleWords.load(language)).route;
  const format = formatsOf(language);
  return { line: "Sales", people: PEOPLE, words, format, written: (number) => number, language };
}

const plain = (piece: Piece) => (typeof piece === "string" ? piece : `[${piece.text}]`);

async function read(route: Partial<Route>, language?: "de" | "es"): Promise<string[]> {
  const with_ = await around(language);
  return with_.words
    .sentences(said({ ...DEFAULT, ...route }, with_))
    .map((pieces) => pieces.map(plain).join(""));
}

test("a route reads as a sentence", async () => {
  const forwards = [{ number: "+12025550111", name: "" }];
  const [first, closed] = await read({ agents: ["Ann", "Ben"], forwards, hours: HOURS });
  expect(first).toBe(
    "When someone calls Sales [in opening hours], ring [Ann and Ben on all their phones " +
      "and +12025550111 (asks to press 1)] [together] for [25 s], then [take a voicemail].",
  );
  expect(closed).toBe("Outside opening hours, [take a voicemail].");
});

test.each([
  [{}, "ring [nobody] and [take a voicemail]."],
  [{ agents: ["Eve"] }, "ring [nobody] and"],
  [
    { agents: ["Ann"], softphones_on: false, agents_on: false, voicemail_on: false },
    "[nobody] and [say that nobody",
  ],
  [{ agents: ["Ann"], agents_on: false }, "ring [Ann on desk and browser phones] for [25 s]"],
  [{ agents: ["Ann", "Ben"], order: "hunt" }, "[one after the other], each for [25 s]"],
  [{ agents: ["Ann", "Ben", "Cat", "Dan"] }, "[4 people on all"],
  [{ forwards: [{ number: "+12025550111", name: "Mobile" }], forwards_on: false }, "ring [nobody]"],
] as const)("with %o it reads %s", async (route, words) => {
  expect((await read(route as Partial<Route>))[0]).toContain(words);
});

test("other languages have sentences of their own", async () => {
  expect((await read({}, "de"))[0]).toBe(
    "Wenn jemand Sales anruft, klingelt es [jederzeit] bei [niemandem]; sofort [nimmt die Mailbox eine Nachricht auf].",
  );
  expect((await read({ agents: ["Ann"] }, "es"))[0]).toContain("sonar a [Ann en todos");
});

test("only what differs is told, each with what it was", async () => {
  const after: Route = { ...DEFAULT, ring_seconds: 20, agents: ["Ann"], message_seconds: 60 };
  expect(difference(DEFAULT, after, await around())).toEqual([
    { part: "whom", before: "nobody", after: "Ann on all their phones" },
    { part: "ring", before: "25 s", after: "20 s" },
    {
      part: "unanswered",
      before: "take a voicemail, at most 180 s",
      after: "take a voicemail, at most 60 s",
    },
  ]);
  expect(difference(after, after, await around())).toEqual([]);
});

test("somebody more in a long list is told by name", async () => {
  const [before, after] = [
    { ...DEFAULT, agents: ["Ann", "Ben", "Cat"] },
    { ...DEFAULT, agents: [...PEOPLE.map(({ id }) => id)] },
  ];
  expect(difference(before, after, await around())[0]?.after).toContain("Ann, Ben, Cat, and Dan");
});

test("days that are alike stand together", async () => {
  expect(hoursText(HOURS, await around())).toBe(
    "Mon–Wed 09:00–17:00; Thu closed; Fri 09:00–17:00; Sat–Sun closed; Christmas closed (Europe/Berlin)",
  );
  expect(hoursText(null, await around())).toBe("always open");
});
