import type { voicemail as en } from "../en/voicemail";

export const voicemail: typeof en = {
  list: "Nachrichten, die letzten zuerst",
  show: "Anzeigen",
  all: "Alle",
  unheard: "Neue",
  new: "Neu",
  to: (line) => `an ${line}`,
  none: "Keine Nachrichten",
  noneNew: "Keine neuen Nachrichten",
  noneDetail:
    "Nimmt niemand einen Anruf an, kann eine Nachricht hinterlassen werden. Sie erscheint dann hier.",
  play: (who) => `Nachricht von ${who} abspielen`,
  pause: "Anhalten",
  position: "Stelle in der Nachricht",
  speed: "Tempo",
  markHeard: "Als gehört markieren",
  markNew: "Als neu markieren",
  delete: "Löschen",
  deleted: (who) => `Die Nachricht von ${who} ist gelöscht.`,
  states: {
    waiting: "Die Aufnahme wird geholt.",
    lost: "Die Aufnahme ging unterwegs verloren: Rufen Sie zurück.",
  },
};
