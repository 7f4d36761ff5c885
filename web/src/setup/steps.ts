import { api, type Schemas, taken } from "../api/client";
import type { ConsoleWords } from "../i18n/console";

export type Setup = Schemas["SetupView"];
export type Step = Schemas["StepView"];
type Role = Schemas["MemberView"]["role"];

export function howFar(): Promise<Setup> {
  return taken(api.GET("/api/v1/setup"));
}

/** What a step needs next: a page to do it on, or a thing that is done right here. */
export type Next =
  | { kind: "page"; href: string; words: string }
  | { kind: "practice-trunk" }
  | { kind: "own-number" }
  | { kind: "ask-owner" };

/** The one next action of a step; none where another step has to come first, or it is done. */
export function nextOf(step: Step, setup: Setup, role: Role, words: ConsoleWords["setup"]): Next | undefined {
  const page = (href: string, label: string): Next => ({ kind: "page", href, words: label });
  const { act } = words;
  switch (step.standing) {
    case "missing":
      switch (step.step) {
        case "trunk":
          if (role !== "owner") return { kind: "ask-owner" };
          if (setup.carriers) return page("/accounts/new", act.addCarrier);
          return setup.practice ? { kind: "practice-trunk" } : page("/trunks/new", act.addTrunk);
        case "line":
          return setup.carriers
            ? takeNumber(setup, page("/lines/new", act.addLine), act)
            : page("/lines/new", act.addLine);
        case "phone":
          return { kind: "own-number" };
        case "route":
          return undefined; // a line comes first
        case "call":
          return canCall(setup) ? page("/dial", act.call) : undefined;
      }
      break;
    case "trunk_off":
    case "trunk_down":
    case "not_registered":
    case "trunk_unchecked":
      if (setup.carriers) return page(`/accounts/${step.id}`, act.seeCarrier);
      return page(`/trunks/${step.id}`, act.seeTrunk);
    case "line_cannot_call":
      return page(`/lines/${step.id}`, act.seeLine);
    case "rings_nobody":
      return page(`/lines/${step.id}/route`, act.route);
    case "done":
      return undefined;
  }
}

/** Lines come from the numbers of the account that the first step is about. */
function takeNumber(setup: Setup, otherwise: Next, act: ConsoleWords["setup"]["act"]): Next {
  const account = setup.steps.find(({ step }) => step === "trunk")?.id;
  return account ? { kind: "page", href: `/accounts/${account}`, words: act.takeNumber } : otherwise;
}

function canCall({ steps }: Setup): boolean {
  return steps.some(({ step, standing }) => step === "line" && standing === "done");
}
