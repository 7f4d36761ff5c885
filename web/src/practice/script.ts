import type { Schemas } from "../api/client";

export type Script = NonNullable<Schemas["PhoneView"]["takes_calls"]>;

/** The ways in which a phone takes calls, in the order in which they are offered. */
export const KINDS = [
  "rings",
  "answers",
  "voicemail",
  "busy",
  "declines",
  "off",
  "unknown",
  "silent",
  "vanishes",
] as const;

export type Kind = (typeof KINDS)[number];

/** How a phone takes calls, as a person chooses it. Seconds; null: it does not. */
export type Plan = { kind: Kind; after: number; keys: string; hangsUp: number | null };

/** For how long a voicemail records. */
const VOICEMAIL_S = 40;

/** What is chosen first of each kind. */
const USUAL: Record<Kind, Omit<Plan, "kind">> = {
  rings: { after: 0, keys: "", hangsUp: null },
  answers: { after: 3, keys: "1", hangsUp: null },
  voicemail: { after: 0, keys: "", hangsUp: VOICEMAIL_S },
  busy: { after: 0, keys: "", hangsUp: null },
  declines: { after: 3, keys: "", hangsUp: null },
  off: { after: 0, keys: "", hangsUp: null },
  unknown: { after: 0, keys: "", hangsUp: null },
  silent: { after: 0, keys: "", hangsUp: null },
  vanishes: { after: 3, keys: "1", hangsUp: 10 },
};

const STATUSES = { busy: 486, declines: 603, off: 480, unknown: 404 } as const;

export function usual(kind: Kind): Plan {
  return { kind, ...USUAL[kind] };
}

/** Whether something of a plan can be said of phones of this kind. */
export function has(kind: Kind, what: "after" | "keys" | "hangsUp"): boolean {
  const told = {
    after: ["answers", "voicemail", "declines", "vanishes"],
    keys: ["answers", "vanishes"],
    hangsUp: ["answers", "vanishes"],
  };
  return told[what].includes(kind);
}

/** As the API takes it. */
export function scriptOf(plan: Plan): Script {
  const { kind, after } = plan;
  switch (kind) {
    case "rings":
      return { takes: "rings" };
    case "silent":
      return { takes: "ignores" };
    case "busy":
    case "declines":
    case "off":
    case "unknown":
      return { takes: "refuses", status: STATUSES[kind], after };
    case "voicemail":
      return answers(after, [ends("hang_up", plan.hangsUp ?? VOICEMAIL_S, "answer")]);
    case "answers":
    case "vanishes": {
      const deeds: Deed[] = [];
      if (plan.keys) deeds.push({ do: "press", keys: plan.keys, after: 1, since: "prompt", nth: 1 });
      if (plan.hangsUp !== null)
        deeds.push(ends(kind === "answers" ? "hang_up" : "lose_media", plan.hangsUp, "bridge"));
      return answers(after, deeds);
    }
  }
}

type Answers = Extract<Script, { takes: "answers" }>;
type Deed = Answers["then"][number];

function answers(after: number, deeds: Deed[]): Script {
  // biome-ignore lint/suspicious/noThenProperty: so the API calls what is done after the answer
  return { takes: "answers", after, then: deeds };
}

function ends(how: "hang_up" | "lose_media", after: number, since: "answer" | "bridge"): Deed {
  return { do: how, after, since, nth: 1 };
}

/** As a person would have chosen it; undefined for what only a program can say. */
export function planOf(script: Script | null): Plan | undefined {
  if (script === null) return undefined;
  return KINDS.map(usual)
    .map((plan) => filled(plan, script))
    .find((plan) => JSON.stringify(sorted(scriptOf(plan))) === JSON.stringify(sorted(script)));
}

function filled(plan: Plan, script: Script): Plan {
  if (script.takes === "refuses") return { ...plan, after: script.after };
  if (script.takes !== "answers") return plan;
  const press = script.then.find((deed) => deed.do === "press");
  const end = script.then.find((deed) => deed.do !== "press");
  const keys = press?.do === "press" && has(plan.kind, "keys") ? press.keys : "";
  return { ...plan, after: script.after, keys, hangsUp: end?.after ?? null };
}

/** The same whatever order its members came in; when a key is pressed after the words does not matter here. */
function sorted(script: Script): unknown {
  if (script.takes !== "answers") return Object.entries(script).sort();
  const then = script.then.map((deed) =>
    Object.entries({ ...deed, ...(deed.do === "press" && { after: 1 }) }).sort(),
  );
  return [script.after, then];
}
