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
};
