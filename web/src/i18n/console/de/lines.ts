import type { LineLack, Meets } from "../../../lines/lines";
import type { ConsoleWords } from "../../console";

const lacks: Record<LineLack, string> = {
  module_off: "Anrufe sind aus",
  voice_off: "Nimmt nur an",
  no_trunk: "Ohne Trunk",
  trunks_off: "Trunk ist aus",
  trunks_down: "Trunk antwortet nicht",
};

const lackHelp: Record<LineLack, string> = {
  module_off:
    "Anrufe sind für den ganzen Arbeitsbereich abgeschaltet. Inhaber oder Verwalter schalten sie in seinen Einstellungen ein.",
  voice_off: "Sie nimmt nur Anrufe an, wie unten festgelegt.",
  no_trunk: "Kein Trunk trägt ihre Anrufe. Wählen Sie einen unter „Nummer und Name“.",
  trunks_off:
    "Ihr Trunk ist abgeschaltet. Schalten Sie ihn ein, oder wählen Sie einen anderen unter „Nummer und Name“.",
  trunks_down:
    "Ihr Trunk antwortet nicht. Sehen Sie ihn an, oder wählen Sie unter „Nummer und Name“ noch einen anderen dazu.",
};

const meets: Record<Meets, string> = {
  voicemail: "die Mailbox",
  apology: "eine Entschuldigung",
  busy: "das Besetztzeichen",
  announcement: "eine Ansage",
};

export const lines: ConsoleWords["lines"] = {
  add: "Leitung hinzufügen",
  new: "Eine neue Leitung",
  newLead: "Eine Leitung ist eine Geschäftsnummer von Ihnen, deren Anrufe Ihr Anbieter zu Ihnen schickt.",
  none: "Noch keine Leitungen",
  noneDetail:
    "Eine Leitung ist eine Geschäftsnummer von Ihnen. Sie wird gezeigt, wenn Sie anrufen, und unter ihr sind Sie erreichbar.",
  canCall: "Kann anrufen",
  cannotCall: "Von dieser Leitung aus kann nicht angerufen werden",
  lacks,
  lackHelp,
  ringsNow: (names, then) =>
    names === null
      ? `Niemand klingelt jetzt: ${meets[then]}`
      : `Es klingelt bei ${names}, dann ${meets[then]}`,
  whenCalled: "Wenn jemand anruft",
  changeRoute: "Ändern, wen sie erreicht",
  numberAndName: "Nummer und Name",
  number: "Nummer",
  numberHint: "Wie Ihr Anbieter sie Ihnen gegeben hat. Sie kann später nicht geändert werden.",
  name: "Name",
  nameHint: "Wie man sie nennt: Verkauf, Support …",
  language: "Sprache der Ansagen",
  languageHint: "Was Anrufer und Ihre Leute in Anrufen über diese Leitung hören.",
  voice: "Von ihr aus kann angerufen werden",
  voiceHint: "Aus: sie nimmt nur Anrufe an.",
  trunks: "Trunks, die ihre Anrufe tragen, in dieser Reihenfolge",
  noTrunks: "Noch keiner: von ihr aus kann nicht angerufen werden.",
  addTrunk: "Trunk dazunehmen …",
  trunkGone: "Ein Trunk, der entfernt wurde",
  earlier: (name) => `${name} früher versuchen`,
  later: (name) => `${name} später versuchen`,
  withoutTrunk: (name) => `Ohne ${name}`,
  fee: "Monatsgebühr",
  feeLead:
    "Was diese Nummer im Monat kostet, ganz gleich, was mit ihr geschieht. Es zählt ab diesem Monat zu den Kosten.",
  feePrice: "Im Monat",
  feeCurrency: "Währung",
  feeHint: "Etwa 1,15; leer: nichts",
  feeTold: "So sagt es der Anbieter. Tragen Sie ein, was sonst gilt.",
  feeWrong: "Das ist kein Betrag: Schreiben Sie etwa 1,15.",
  remove: "Diese Leitung entfernen",
  removeQuestion: (name) => `${name} entfernen?`,
  removeDetail:
    "Niemand erreicht Sie mehr über sie; ihre Weiterleitung, Ansage und blockierten Anrufer sind fort. Laufende Gespräche gehen weiter, und der Verlauf bleibt.",
  voicemail: "Mailbox",
  greeting: "Begrüßung",
  greetingSpoken: "Eine Stimme sagt:",
  listen: "Anhören",
  upload: "Aufnahme hochladen",
  uploading: (file) => `${file} wird hochgeladen …`,
  uploadHint: "WAV, MP3 oder OGG, höchstens 2 Minuten.",
  defaultGreeting: "Zurück zur gesprochenen Begrüßung",
  defaultGreetingQuestion: "Ihre Aufnahme löschen?",
  defaultGreetingDetail: "Anrufer hören wieder die gesprochene Begrüßung. Ihre Aufnahme ist fort.",
  mails: "E-Mail",
  mailAddresses: "Nachrichten senden an",
  mailHint: "Eine Adresse je Zeile. Jede Mail hat die Aufnahme dabei.",
  blocked: "Blockierte Anrufer",
  blockedLead: "Sie werden auf keiner Leitung durchgestellt. Was sie hören, legt jede Leitung fest.",
  onEveryLine: "Auf jeder Leitung blockiert",
  blockedHere: "Auf dieser Leitung blockiert",
  nobodyBlocked: "Niemand ist blockiert.",
  nobodyBlockedHere: "Niemand ist nur auf dieser Leitung blockiert.",
  blockedEverywhere: (many) => `Auf jeder Leitung blockiert: ${many}`,
  block: "Jemanden blockieren",
  blockKind: "Wen",
  blockKinds: {
    number: "Eine Nummer",
    prefix: "Alle Nummern, die beginnen mit …",
    withheld: "Alle, die ihre Nummer unterdrücken",
  },
  blockNumber: { number: "Nummer", prefix: "Anfang der Nummern" },
  prefixHint: "Mit Ländervorwahl, wie +44 70.",
  blockNote: "Warum (für alle, die es später lesen)",
  blockedWhom: (kind, number) => ({ number, prefix: `${number} …`, withheld: "Unterdrückte Nummern" })[kind],
  addedBy: (name, ago) => `von ${name}, ${ago}`,
  unblock: (whom) => `${whom} nicht mehr blockieren`,
  unblocked: (whom) => `${whom}: nicht mehr blockiert.`,
  phones: "Telefone",
  phonesLead:
    "Smartphones, die mit der Geheimzahl aktiviert wurden, und Festnetztelefone: Sie klingeln bei Anrufen an die Leitung und rufen mit deren Nummer an.",
  noPhones: "Noch keine Telefone.",
  phonesOf: (count: number, most: number) => `${count} von ${most} Telefonen`,
  pin: "Geheimzahl dieser Leitung",
  pinHow: (number: string) =>
    `Per SMS an ${number}: Das Telefon ist sofort aktiv und bekommt den Link zu seiner Wähl-App.`,
  newPin: "Neue Geheimzahl",
  newPinQuestion: "Eine neue Geheimzahl wählen?",
  newPinDetail: "Die bisherige aktiviert kein Telefon mehr. Aktive Telefone bleiben es.",
  phoneKinds: { smartphone: "Smartphone", landline: "Festnetz" },
  phoneName: "Name",
  rename: (name: string) => `${name} umbenennen`,
  dialerUsed: (ago: string) => `Wähl-App benutzt: ${ago}`,
  dialerNowhere: "Wähl-App nirgends offen",
  revoke: (name: string) => `${name} abmelden`,
  revokePhone: "Telefon abmelden",
  revokeQuestion: (name: string) => `${name} abmelden?`,
  revokeDetail:
    "Seine Wähl-App ist sofort abgemeldet, und es klingelt nicht mehr. Bevor es wiederkommen kann, wählen Sie eine neue Geheimzahl.",
  asksKey: "Vor dem Wählen eine Taste verlangen",
  openDialer: "Wähl-App öffnen",
  dialerLink: "Link der Wähl-App",
  openDialerOf: (name: string) => `Wähl-App öffnen: ${name}`,
  openDialerDetail: {
    landline: (name: string, until: string) =>
      `Öffnen Sie diesen Link am Computer neben ${name}. Er gilt einmal, bis ${until}.`,
    smartphone: (name: string, until: string) =>
      `Öffnen Sie diesen Link auf ${name}. Er gilt einmal, bis ${until}. Auch die Geheimzahl per SMS schickt einen.`,
  },
  phoneKind: "Art",
  phoneKindHints: {
    landline:
      "Es klingelt bei Anrufen an die Leitung. Seine Wähl-App öffnet sich am Computer; ohne sie nimmt es nur Anrufe an.",
    smartphone: "Wo die Leitung keine SMS hat. Sonst schicken Sie die Geheimzahl von dort per SMS.",
  },
  connectPhone: "Telefon verbinden",
  phoneNumber: "Nummer des Telefons",
};
