import type { Step } from "../../../setup/steps";

const trunkErrors = (error: string) => (error ? `: ${error}` : ".");

/** Where an account with a carrier takes the place of a trunk. */
function ofAccount({ step, standing, name, error }: Step): string | undefined {
  if (step === "line" && standing === "missing")
    return "A line is a business number of yours. Take one of your account’s under control, or buy one.";
  if (step !== "trunk") return undefined;
  switch (standing) {
    case "done":
      return `The account ${name} carries your calls.`;
    case "missing":
      return "An account with Twilio, SignalWire, Telnyx or Vonage carries your calls. You need a key that you make there, and the account’s auth token.";
    case "trunk_off":
      return `The account ${name} is switched off.`;
    case "trunk_down":
      return `The account ${name} doesn’t work${trunkErrors(error)}`;
    case "trunk_unchecked":
      return `The account ${name} is being tried …`;
    default:
      return undefined;
  }
}

function standing(one: Step, practice: boolean, carriers = false): string {
  const { step, standing, name, error } = one;
  const said = carriers ? ofAccount(one) : undefined;
  if (said !== undefined) return said;
  switch (standing) {
    case "done":
      return {
        trunk: practice
          ? `Calls over the trunk ${name} ring practice phones. Nobody is really called.`
          : `The trunk ${name} works.`,
        line: `Calls can be placed from ${name}.`,
        phone: `${name}’s phone can be rung.`,
        route: `Calls to ${name} ring somebody.`,
        call: "A call was answered.",
      }[step];
    case "missing":
      return {
        trunk: practice
          ? "This Offhook uses the practice network: its calls ring phones that are played on the screen. A practice trunk leads there."
          : "A trunk is the connection to your phone company. You need its address, and often a user name and a password.",
        line: "A line is a business number of yours. People see it when you call, and reach you by it.",
        phone:
          "Your own phone is rung when you call, and when somebody calls you. Nobody you call ever sees its number.",
        route: "Whom a line’s calls ring. First you need a line.",
        call: practice
          ? "Practice phones answer as the Practice page tells them to. Call one: then you know how it goes."
          : "Call a phone of your own, and pick up: then you know that everything works.",
      }[step];
    case "trunk_off":
      return `The trunk ${name} is switched off.`;
    case "trunk_down":
      return `The trunk ${name} doesn’t answer${trunkErrors(error)}`;
    case "not_registered":
      return `The trunk ${name} answers, but your carrier has not let it in${trunkErrors(error)}`;
    case "trunk_unchecked":
      return `The trunk ${name} is being tried …`;
    case "line_cannot_call":
      return `No call can be placed from ${name} yet.`;
    case "rings_nobody":
      return `Calls to ${name} ring nobody yet: the voicemail takes them at once.`;
  }
}

export const setup = {
  title: "Your first call",
  allDone: "Everything is set up",
  progress: (done: number, all: number) => `${done} of ${all} done`,
  done: "done",
  open: "to do",
  steps: {
    trunk: "A way to the telephone network",
    line: "A line",
    phone: "Somebody’s phone",
    route: "Whom calls ring",
    call: "The first call",
  },
  standing,
  act: {
    addCarrier: "Connect an account",
    takeNumber: "Choose a number",
    seeCarrier: "Look at the account",
    addTrunk: "Add a trunk",
    addPracticeTrunk: "Add the practice trunk",
    seeTrunk: "Look at the trunk",
    addLine: "Add a line",
    seeLine: "Look at the line",
    route: "Say whom it rings",
    call: "Place a call",
  },
  askOwner: "Ask an owner of the workspace to add one.",
  ownNumber: "Number of your own phone",
  ownNumberHint: "A mobile or a landline.",
};
