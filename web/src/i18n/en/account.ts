export const account = {
  sessions: "Where you are signed in",
  sessionsLead: "Is one of these not yours? Sign it out, and choose a new password.",
  thisDevice: "This device",
  someBrowser: "A browser",
  by: { password: "By password", link: "By a link" },
  seen: (ago: string) => `used ${ago}`,
  signOutOf: (browser: string) => `Sign out ${browser}`,
  signOutOfDetail: "Whoever sits there has to sign in again. Calls that are up go on.",
  signOutEverywhere: "Sign out everywhere",
  signOutEverywhereDetail: "All your browsers are signed out, this one too. Calls that are up go on.",
  password: "Password",
  passwordNeedsEmail:
    "You have no e-mail address to sign in with. An owner or a manager can give you one, under Team.",
  oldPassword: "Old password",
  oldPasswordHint: "Not needed within 15 minutes after you came by a link.",
  passwordChanged: "Your password is changed",
  othersSignedOut: (count: number) =>
    count === 0
      ? "No other browser was signed in."
      : count === 1
        ? "One other browser was signed out."
        : `${count} other browsers were signed out.`,
};
