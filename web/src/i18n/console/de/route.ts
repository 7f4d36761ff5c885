import type { Meets } from "../../../lines/lines";
import type { Clause, Piece, Said } from "../../../routing/words";
import type { ConsoleWords } from "../../console";

const parts: Record<Clause, string> = {
  hours: "Öffnungszeiten",
  whom: "Bei wem es klingelt",
  order: "Zusammen oder nacheinander",
  ring: "Wie lange es klingelt",
  unanswered: "Wenn niemand annimmt",
  closed: "Außerhalb der Öffnungszeiten",
  shown: "Was die Telefone zeigen",
  busy: "Wer gerade spricht",
  blocked: "Blockierte Anrufer",
};

const orders = { all: "zusammen", hunt: "nacheinander" };
const thens = {
  voicemail: "nimmt die Mailbox eine Nachricht auf",
  apology: "hört der Anrufer, dass niemand annehmen kann",
};
const closeds = thens;
const showns = { line: "die Nummer der Leitung", caller: "die Nummer des Anrufers" };
const busies = { rung: "klingelt auch", not: "klingelt nicht" };
const meets: Record<Meets, string> = {
  busy: "das Besetztzeichen",
  announcement: "dass der Anruf nicht angenommen wird",
  voicemail: "die Mailbox",
  apology: "dass niemand annehmen kann",
};
const seconds = (many: number) => `${many} s`;

function sentences({ line, hours, whom, several, route }: Said): Piece[][] {
  const hunt = route.order === "hunt" && several;
  const ring: Piece[] =
    whom === null
      ? [" bei ", { part: "whom", text: "niemandem" }, "; sofort "]
      : [
          " bei ",
          { part: "whom", text: whom },
          ...(several ? [" ", { part: "order", text: orders[route.order] } as const] : []),
          hunt ? ", bei jedem " : ", ",
          { part: "ring", text: seconds(route.ring_seconds) },
          " lang; dann ",
        ];
  return [
    [
      `Wenn jemand ${line} anruft, klingelt es `,
      { part: "hours", text: hours ? "in den Öffnungszeiten" : "jederzeit" },
      ...ring,
      { part: "unanswered", text: route.voicemail_on ? thens.voicemail : thens.apology },
      ".",
    ],
    ...(hours
      ? [
          [
            "Außerhalb der Öffnungszeiten ",
            { part: "closed", text: closeds[route.closed] },
            ".",
          ] satisfies Piece[],
        ]
      : []),
    [
      "Die Telefone zeigen ",
      { part: "shown", text: showns[route.caller_id] },
      ". Bei wem schon gesprochen wird, da ",
      { part: "busy", text: busies[route.ring_busy ? "rung" : "not"] },
      " es. Blockierte Anrufer hören ",
      { part: "blocked", text: meets[route.blocked] },
      ".",
    ],
  ];
}

export const route: ConsoleWords["route"] = {
  title: (line) => `Wenn jemand ${line} anruft`,
  back: "Leitung",
  says: "Was geschieht",
  clickToChange: "Klicken Sie einen Teil an, um ihn zu ändern. Nichts gilt, bevor Sie speichern.",
  save: "Weiterleitung speichern",
  parts,
  sentences,
  orders,
  orderHints: {
    all: "Alle Telefone klingeln auf einmal; wer zuerst annimmt, hat den Anruf.",
    hunt: "Jedes klingelt die ganze Zeit, in der Reihenfolge der Liste, bis jemand annimmt.",
  },
  thens,
  thenHints: {
    voicemail: "Der Anrufer hört die Begrüßung und kann eine Nachricht hinterlassen.",
    apology: "Der Anrufer hört es in der Sprache der Leitung, und der Anruf endet.",
  },
  closeds,
  showns,
  shownHints: {
    line: "Ihre Leute sehen, dass es geschäftlich ist, und rufen über die Leitung zurück.",
    caller: "Wo der Anbieter sie durchlässt.",
  },
  busies,
  meets,
  seconds,
  atMost: (many) => `höchstens ${many} s`,
  agents: (many) => `${many} Leuten`,
  agentsOn: (names, on) =>
    ({
      both: `${names} auf allen Telefonen`,
      softphones: `${names} am Tisch und im Browser`,
      phones: `${names} auf dem eigenen Telefon (fragt nach der 1)`,
    })[on],
  forward: (name, number) => `${[name, number].filter(Boolean).join(" ")} (fragt nach der 1)`,
  nobody: "niemand",
  ringsNobody: "Hier klingelt es bei niemandem",
  ringsNobodyDetail: (voicemail) =>
    voicemail
      ? "Anrufer landen sofort in der Mailbox. Klicken Sie „niemandem“ an, um Leute oder Nummern zu nennen."
      : "Anrufer hören sofort, dass niemand annehmen kann. Klicken Sie „niemandem“ an, um Leute oder Nummern zu nennen.",
  ringFor: "Sekunden",
  ringHint: "Von 5 bis 28: danach nehmen die Mailboxen von Mobiltelefonen vor Ihren Leuten an.",
  longestMessage: "Längste Nachricht, in Sekunden",
  people: "Leute",
  addAgent: "Jemanden dazunehmen …",
  gone: "Nicht mehr dabei",
  noPhone: "ohne Telefonnummer",
  earlier: (name) => `${name} früher`,
  later: (name) => `${name} später`,
  without: (name) => `Ohne ${name}`,
  softphones: "Ihre Tisch- und Browser-Telefone klingeln lassen",
  softphonesHint: "Wer dort abhebt, hat den Anruf sofort.",
  phones: "Ihre eigenen Telefone klingeln lassen",
  phonesHint: "Solange sie im Dienst sind. Wer abhebt, drückt die 1, um anzunehmen.",
  forwards: "Andere Nummern",
  forwardNumber: (place) => `Nummer ${place}`,
  forwardName: (place) => `Name der Nummer ${place}`,
  number: "Nummer",
  name: "Name",
  addForward: "Nummer hinzufügen",
  forwardsOn: "Diese Nummern klingeln lassen",
  forwardsHint: "Wer abhebt, drückt die 1, um anzunehmen: kein Anrufbeantworter bekommt den Anruf.",
  always: "immer offen",
  byHours: "offen nach Tag und Uhrzeit",
  zone: "Zeitzone",
  zoneHint: "Die Zeiten unten gelten nach den Uhren dieses Ortes.",
  week: "Woche",
  closedDay: "geschlossen",
  opens: (day) => `${day}: öffnet`,
  closes: (day) => `${day}: schließt`,
  openOn: (day) => `${day}: Zeiten hinzufügen`,
  withoutSpan: (day, span) => `${day}: ${span} entfernen`,
  asMonday: "Zeiten vom Montag bis Freitag",
  holidays: "Feiertage",
  holidayDate: (place) => `Tag von Feiertag ${place}`,
  holidayName: (place) => `Name von Feiertag ${place}`,
  holidayExample: "Weihnachten",
  addHoliday: "Feiertag hinzufügen",
  tryIt: "Ausprobieren",
  caller: "Ein Anruf von",
  callerHint: "Leer: jemand, der seine Nummer unterdrückt.",
  at: "Um",
  atHint: "Leer: jetzt. Nach der Uhr dieses Geräts.",
  refused: "Das kann nicht gespeichert werden",
  withChanges: "Mit Ihren Änderungen",
  changes: "Was sich ändert",
  asSaved: "Wie es gespeichert ist",
  now: (time) => `Jetzt, um ${time}`,
  turnedAway: "Nicht durchgestellt:",
  theyMeet: (what) => `Der Anrufer bekommt ${what}.`,
  nobodyRung: "Es klingelt bei niemandem.",
  isNew: "neu",
  notAnyMore: (names) => `Nicht mehr dabei: ${names}.`,
  skipped: (name, reason) => `${name} klingelt nicht: ${reason}.`,
  rungHow: (after, lasts) => (after > 0 ? `nach ${after} s, ${lasts} s lang` : `${lasts} s lang`),
  rungWhy: {
    softphone: "angemeldet, nimmt durch Abheben an",
    phone: "im Dienst, drückt die 1",
    forward: "drückt die 1",
  },
  sees: (number) => `sieht ${number}`,
  thenAfter: {
    voicemail: "Nimmt niemand an, tut es die Mailbox.",
    apology: "Nimmt niemand an, hört der Anrufer das, und der Anruf endet.",
  },
  thenAtOnce: {
    voicemail: "Die Mailbox nimmt sofort an.",
    apology: "Der Anrufer hört, dass niemand annehmen kann, und der Anruf endet.",
  },
};
