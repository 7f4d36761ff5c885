export const account = {
  sessions: "Wo Sie angemeldet sind",
  sessionsLead: "Gehört etwas davon nicht Ihnen? Melden Sie es ab und wählen Sie ein neues Passwort.",
  thisDevice: "Dieses Gerät",
  someBrowser: "Ein Browser",
  by: { password: "Mit Passwort", link: "Mit einem Link" },
  seen: (ago: string) => `benutzt ${ago}`,
  signOutOf: (browser: string) => `${browser} abmelden`,
  signOutOfDetail: "Wer dort sitzt, muss sich neu anmelden. Laufende Gespräche gehen weiter.",
  signOutEverywhere: "Überall abmelden",
  signOutEverywhereDetail:
    "Alle Ihre Browser werden abgemeldet, auch dieser. Laufende Gespräche gehen weiter.",
  password: "Passwort",
  passwordNeedsEmail:
    "Sie haben keine E-Mail-Adresse zum Anmelden. Ein Inhaber oder Verwalter kann Ihnen unter „Team“ eine geben.",
  oldPassword: "Altes Passwort",
  oldPasswordHint: "Nicht nötig in den 15 Minuten, nachdem Sie mit einem Link gekommen sind.",
  passwordChanged: "Ihr Passwort ist geändert",
  othersSignedOut: (count: number) =>
    count === 0
      ? "Kein anderer Browser war angemeldet."
      : count === 1
        ? "Ein anderer Browser wurde abgemeldet."
        : `${count} andere Browser wurden abgemeldet.`,
};
