import type { dial as en } from "../en/dial";

export const dial: typeof en = {
  title: "Wählen",
  over: "Anrufen über",
  whom: "Name oder Nummer",
  whomExample: "Name oder Nummer",
  found: "Gefundene Kontakte",
  noName: "Ohne Namen",
  keypad: "Wählfeld",
  erase: "Löschen",
  noNumber: "Wählen Sie einen Kontakt oder tippen Sie eine Nummer.",
  call: "Anrufen",
  callName: (name) => `${name} anrufen`,
  calling: "Wird angerufen …",
  callMeAt: "Mein Telefon",
  thisBrowser: "Dieser Browser",
  useBrowser: "Diesen Browser verwenden",
  browserBusy:
    "Dieser Browser ist in einem anderen Anruf. Beenden Sie den zuerst, oder wählen Sie ein anderes Telefon.",
  callMeAtHint: "Ihr eigenes Telefon. Es klingelt zuerst, und niemand, den Sie anrufen, sieht seine Nummer.",
  change: "Ändern",
  noLine: "Noch kann keine Leitung anrufen",
  noLineAsk: "Bitten Sie Inhaber oder Verwalter, eine Leitung einzurichten.",
  noLineAdd: "Die Einrichtung führt Sie Schritt für Schritt dorthin.",
  toSetup: "Zur Einrichtung",
  switchedOff: "Anrufe sind in diesem Arbeitsbereich ausgeschaltet",
  switchedOffDetail:
    "Inhaber oder Verwalter können sie in den Einstellungen des Arbeitsbereichs einschalten.",
  recent: "Letzte Anrufe",
  noRecent: "Noch keine Anrufe. Ihr erster wird hier stehen.",
  handedOver: "Ihr Telefon ruft jetzt an",
  handedOverDetail:
    "Tippen Sie dort auf Anrufen. Sie hören, wen Sie anrufen: Legen Sie auf, wenn Sie jemand anderen meinten.",
  byTelephone: "Die Telefon-App öffnet sich, und angezeigt wird Ihre Leitung.",
  rings: "Klingelt bei",
  quote: (minute: string) => `Etwa ${minute} für die erste Minute`,
  quoteTheirs: (minute: string) => `Etwa ${minute} für die erste Minute, dazu Ihr eigenes Telefon`,
  quoteUnknown: "Was es kostet, ist nicht bekannt: Ein Tarif fehlt.",
  quoteParts: (own: string, theirs: string) => `(Ihr Telefon ${own}, das andere ${theirs})`,
  theySee: (number, own) =>
    own ? `Angezeigt wird dort Ihre eigene Nummer, ${number}.` : `Angezeigt wird dort ${number}.`,
  youSee: (line) => (line === null ? "Sie sehen die Nummer der anderen Seite." : `Sie sehen ${line}.`),
  showMeTheirs: "Mir die andere Nummer zeigen",
  showMeTheirsHint:
    "Ihr Telefon zeigt statt der Leitung, wen Sie anrufen, und führt den Anruf unter dieser Nummer.",
  showThemMine: "Dort meine eigene Nummer zeigen",
  showThemMineHint: (own) =>
    `Angezeigt wird ${own} statt der Leitung. Wer zurückruft, ruft Sie selbst an, und Offhook weiß nichts davon.`,
};
