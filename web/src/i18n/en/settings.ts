export const settings = {
  you: "You",
  role: { owner: "Owner", manager: "Manager", agent: "Agent" },
  signOut: "Sign out",
  signOutDetail: "On this device. Your phones and your lines go on as they are.",
  look: "Look",
  language: "Language",
  theme: "Colours",
  themes: { auto: "As this device", light: "Light", dark: "Dark" },
};
