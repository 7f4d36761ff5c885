export const session = {
  title: "Anmelden",
  lead: "Rufen Sie von Ihrem eigenen Telefon an. Angezeigt wird die Nummer Ihres Unternehmens.",
  email: "E-Mail",
  password: "Passwort",
  signIn: "Anmelden",
  signingIn: "Anmeldung läuft …",
  showPassword: "Passwort zeigen",
  hidePassword: "Passwort verbergen",
  missing: "Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein.",
  choose: (name: string) => `Willkommen, ${name}`,
  chooseLead: "Wählen Sie ein Passwort. Der Link, mit dem Sie gekommen sind, gilt nicht mehr.",
  newPassword: "Neues Passwort",
  passwordHint: "Mindestens 10 Zeichen; gut sind einige Wörter, die nicht zusammengehören.",
  savePassword: "Passwort speichern",
  later: "Später",
  byPasskey: "Mit einem Passkey anmelden",
  forgotten: "Passwort vergessen?",
  forgottenTitle: "Mit einem Link anmelden",
  forgottenLead:
    "Sie bekommen eine Mail mit einem Link, der Sie einmal anmeldet. Dann können Sie ein neues Passwort wählen.",
  sendLink: "Link schicken",
  linkSent: "Sehen Sie in Ihre Mails",
  linkSentDetail: (email: string) =>
    `Wenn ${email} die Adresse eines Mitglieds ist, ist ein Link unterwegs. Er gilt einmal, eine Stunde lang. Nichts gekommen? Ein Inhaber oder Verwalter kann Ihnen einen machen.`,
  chooseWorkspace: "Arbeitsbereich wählen",
  chooseWorkspaceLead: (email: string) =>
    `${email} gehört zu mehreren. In einem anderen können Sie sich später anmelden.`,
};
