export const account = {
  sessions: "Wo Sie angemeldet sind",
  sessionsLead: "Gehört etwas davon nicht Ihnen? Melden Sie es ab und wählen Sie ein neues Passwort.",
  thisDevice: "Dieses Gerät",
  someBrowser: "Ein Browser",
  by: {
    password: "Mit Passwort",
    link: "Mit einem Link",
    passkey: "Mit einem Passkey",
    phone: "Mit dem Link eines Telefons",
  },
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
  passkeys: "Passkeys",
  passkeysLead: "Melden Sie sich mit Finger, Gesicht oder der PIN dieses Geräts an statt mit einem Passwort.",
  addPasskey: "Passkey hinzufügen",
  addPasskeyLead: "Ihr Browser fragt dann nach Finger, Gesicht oder einer PIN.",
  noPasskeys: "Es gibt noch keinen. Fügen Sie auf jedem Gerät, das Sie benutzen, einen hinzu.",
  passkeysUnknown:
    "Dieser Browser macht hier keine Passkeys: Sie brauchen eine https://-Adresse oder localhost.",
  passkeyName: "Wie er heißen soll",
  passkeyNameHint: "Damit Sie ihn wiedererkennen, etwa Mein Handy.",
  synced: "Auch auf Ihren anderen Geräten",
  notUsedYet: "noch nicht benutzt",
  remove: "Entfernen",
  removeOf: (name: string) => `Passkey ${name} entfernen`,
  removePasskeyDetail: "Er lässt niemanden mehr hinein. Angemeldete Browser bleiben es.",
  ceremonies: {
    cancelled:
      "Nichts wurde hinzugefügt: Die Frage des Browsers wurde geschlossen oder blieb zu lange offen.",
    known: "Dieses Gerät hat schon einen Passkey von Ihnen.",
    impossible:
      "Dieser Browser kann Passkeys hier nicht benutzen: Sie brauchen eine https://-Adresse oder localhost.",
  },
};
