export const account = {
  sessions: "Where you are signed in",
  sessionsLead: "Is one of these not yours? Sign it out, and choose a new password.",
  thisDevice: "This device",
  someBrowser: "A browser",
  by: {
    password: "By password",
    link: "By a link",
    passkey: "By a passkey",
    phone: "By the link of a phone",
  },
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
  passkeys: "Passkeys",
  passkeysLead: "Sign in with your finger, your face or this device’s PIN instead of a password.",
  addPasskey: "Add a passkey",
  addPasskeyLead: "Your browser then asks for your finger, your face or a PIN.",
  noPasskeys: "There is none yet. Add one on each device that you use.",
  passkeysUnknown: "This browser makes no passkeys here: they need an https:// address, or localhost.",
  passkeyName: "What to call it",
  passkeyNameHint: "So that you know it again, such as My phone.",
  synced: "On your other devices, too",
  notUsedYet: "not used yet",
  remove: "Remove",
  removeOf: (name: string) => `Remove the passkey ${name}`,
  removePasskeyDetail: "It lets nobody in any more. Browsers that are signed in stay so.",
  ceremonies: {
    cancelled: "Nothing was added: the browser’s question was closed, or waited too long.",
    known: "This device has a passkey of yours already.",
    impossible: "This browser can’t use passkeys here: they need an https:// address, or localhost.",
  },
};
