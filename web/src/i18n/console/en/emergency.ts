import type { EmergencyLack } from "../../../setup/emergency";

const lacks: Record<EmergencyLack, string> = {
  not_set_up: "nobody has said yet which carrier takes them, and which number it calls back.",
  line_removed: "the line that they were to show was removed.",
  trunk_removed: "the trunk that they were to go over was removed.",
  trunk_off: "the trunk that they were to go over is switched off.",
};

export const emergency = {
  title: "Emergency calls",
  works: "Emergency calls work from desk and browser phones.",
  worksHow: (trunk: string, number: string) =>
    `They go over the trunk ${trunk}, and ${number} is called back.`,
  off: (lack: EmergencyLack) => `Emergency calls don’t work from desk and browser phones: ${lacks[lack]}`,
  trunkDown: (trunk: string) =>
    `The trunk ${trunk} doesn’t answer now: as long as that lasts, emergency calls don’t get through.`,
  seeTrunk: "Look at the trunk",
  meansTitle: "What that means",
  means:
    "Whoever dials 112, 911 or 999 on a desk phone or in the browser hears a voice that tells them to use a mobile phone. Nobody is called. Tell everybody who has such a phone.",
  howTitle: "How to make them work",
  how: [
    "Ask your carrier whether its trunk takes emergency calls.",
    "Tell the carrier the address of the number that will be shown: help is sent there.",
    "Name the trunk and the number here.",
  ],
  dialPad: "The Call button never calls an emergency number, with this or without.",
  trunk: "Trunk that takes emergency calls",
  line: "Number that is shown, and called back",
  address: "Where help is to come to",
  addressHint: "Owners are told this with every emergency call. The carrier must know it from you.",
  choose: "Choose …",
  save: "Let emergency calls through",
  switchOff: "Switch emergency calls off",
  switchOffQuestion: "Switch emergency calls off?",
  switchOffDetail:
    "Whoever dials an emergency number on a desk phone or in the browser is then told to use a mobile phone.",
  askOwner: "Only an owner can set this up.",
  needsLine: "First you need a trunk and a line.",
};
