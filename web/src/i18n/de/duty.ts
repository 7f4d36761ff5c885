import type { duty as en } from "../en/duty";

export const duty: typeof en = {
  title: "Dienst",
  none: "Keine Leitung ruft Sie an: Inhaber oder Verwalter nehmen Sie in die Weiterleitung einer Leitung auf.",
  on: "Im Dienst: Anrufe klingeln bei Ihnen",
  off: "Außer Dienst: keine Anrufe, keine Hinweise",
  others: { on: "Im Dienst", off: "Nicht im Dienst", keeps: "Bis es geändert wird" },
  untilTime: (time) => `bis ${time}`,
  end: (line) => `Wie lange, auf ${line}`,
  keeps: "Bis ich es ändere",
  choices: { hour: "Für eine Stunde", four: "Für vier Stunden", tomorrow: "Bis morgen um 8" },
};
