export const settings = {
  you: "Sie",
  role: { owner: "Inhaber", manager: "Verwalter", agent: "Mitarbeiter" },
  signOut: "Abmelden",
  signOutDetail: "Auf diesem Gerät. Ihre Telefone und Leitungen bleiben, wie sie sind.",
  look: "Darstellung",
  language: "Sprache",
  theme: "Farben",
  themes: { auto: "Wie dieses Gerät", light: "Hell", dark: "Dunkel" },
};
