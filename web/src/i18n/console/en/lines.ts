import type { LineLack, Meets } from "../../../lines/lines";

const lacks: Record<LineLack, string> = {
  module_off: "Calls are off",
  voice_off: "Only takes calls",
  no_trunk: "Has no trunk",
  trunks_off: "Trunk is off",
  trunks_down: "Trunk is down",
};

const lackHelp: Record<LineLack, string> = {
  module_off:
    "Calls are switched off for the whole workspace. An owner or a manager switches them on in its settings.",
  voice_off: "It only takes calls, as it is set below.",
  no_trunk: "No trunk carries its calls. Choose one under “Number and name”.",
  trunks_off: "Its trunk is switched off. Switch it on, or choose another one under “Number and name”.",
  trunks_down:
    "Its trunk doesn’t answer. Look at the trunk, or choose another one besides under “Number and name”.",
};

const meets: Record<Meets, string> = {
  voicemail: "voicemail",
  apology: "an apology",
  busy: "a busy tone",
  announcement: "an announcement",
};

export const lines = {
  add: "Add a line",
  new: "A new line",
  newLead: "A line is a business number of yours that your carrier sends calls for.",
  none: "No lines yet",
  noneDetail: "A line is a business number of yours. People see it when you call, and reach you by it.",
  canCall: "Can call",
  cannotCall: "No call can be placed from this line",
  lacks,
  lackHelp,
  ringsNow: (names: string | null, then: Meets) =>
    names === null ? `Rings nobody now: ${meets[then]}` : `Rings ${names}, then ${meets[then]}`,
  whenCalled: "When somebody calls",
  changeRoute: "Change whom it rings",
  numberAndName: "Number and name",
  number: "Number",
  numberHint: "As your carrier gave it to you. It can’t be changed later.",
  name: "Name",
  nameHint: "What people call it: Sales, Support …",
  language: "Language of the announcements",
  languageHint: "What callers and your people hear on calls over this line.",
  voice: "Calls can be placed from it",
  voiceHint: "Off: it only takes calls.",
  trunks: "Trunks that carry its calls, tried in this order",
  noTrunks: "None yet: no call can be placed from it.",
  addTrunk: "Add a trunk to it …",
  trunkGone: "A trunk that was removed",
  earlier: (name: string) => `Try ${name} earlier`,
  later: (name: string) => `Try ${name} later`,
  withoutTrunk: (name: string) => `Without ${name}`,
  remove: "Remove this line",
  removeQuestion: (name: string) => `Remove ${name}?`,
  removeDetail:
    "Nobody reaches you by it any more, and its route, greeting and blocked callers are gone. Calls that are up go on, and records stay.",
  voicemail: "Voicemail",
  greeting: "Greeting",
  greetingSpoken: "A voice says:",
  listen: "Listen",
  upload: "Upload a recording",
  uploading: (file: string) => `Uploading ${file} …`,
  uploadHint: "WAV, MP3 or OGG, at most 2 minutes.",
  defaultGreeting: "Back to the spoken greeting",
  defaultGreetingQuestion: "Delete your recording?",
  defaultGreetingDetail: "Callers hear the spoken greeting again. Your recording is gone.",
  mails: "E-mail",
  mailAddresses: "Send messages to",
  mailHint: "One address a line. Each mail has the recording with it.",
  blocked: "Blocked callers",
  blockedLead: "They are put through on no line. What they hear is a setting of each line.",
  onEveryLine: "Blocked on every line",
  blockedHere: "Blocked on this line",
  nobodyBlocked: "Nobody is blocked.",
  nobodyBlockedHere: "Nobody is blocked on this line alone.",
  blockedEverywhere: (many: number) => `Blocked on every line: ${many}`,
  block: "Block somebody",
  blockKind: "Whom",
  blockKinds: {
    number: "One number",
    prefix: "All numbers that begin with …",
    withheld: "Everybody who withholds their number",
  },
  blockNumber: { number: "Number", prefix: "Beginning of the numbers" },
  prefixHint: "With its country code, as +44 70.",
  blockNote: "Why (for those who read it later)",
  blockedWhom: (kind: "number" | "prefix" | "withheld", number: string) =>
    ({ number, prefix: `${number} …`, withheld: "Withheld numbers" })[kind],
  addedBy: (name: string, ago: string) => `by ${name}, ${ago}`,
  unblock: (whom: string) => `Unblock ${whom}`,
  unblocked: (whom: string) => `${whom}: not blocked any more.`,
};
