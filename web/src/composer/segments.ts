/** How many SMS a text is (3GPP TS 23.038): the same count as the server's `messages/segments.py`, on the same cases. */

export type Counted = {
  /** GSM-7 holds 160 characters in one SMS; UCS-2, for all other alphabets and emoji, 70. */
  encoding: "gsm7" | "ucs2";
  /** How many septets (GSM-7) or UTF-16 units (UCS-2) the text takes, unused ones at the ends of segments not counted. */
  units: number;
  segments: number;
  /** What still fits before another segment begins. */
  left: number;
};

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "\f^{}\\[~]|€";

const COST = new Map<string, number>([
  ...[...BASIC].filter((each) => each !== "\u001b").map((each) => [each, 1] as const),
  ...[...EXTENDED].map((each) => [each, 2] as const),
]);

const ROOM = {
  gsm7: { one: 160, each: 153 },
  ucs2: { one: 70, each: 67 },
} as const;

/** Counts a text as a carrier does. A character of two units never lies across the end of a segment. */
export function counted(text: string): Counted {
  const costs: number[] = [];
  let encoding: Counted["encoding"] = "gsm7";
  for (const each of text) {
    const cost = COST.get(each);
    if (cost === undefined) {
      encoding = "ucs2";
      break;
    }
    costs.push(cost);
  }
  if (encoding === "ucs2") {
    costs.length = 0;
    for (const each of text) costs.push(each.length);
  }
  const { one, each } = ROOM[encoding];
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  if (units <= one) return { encoding, units, segments: units === 0 ? 0 : 1, left: one - units };
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > each) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return { encoding, units, segments, left: each - used };
}

/** The characters that make a text UCS-2, each once: an emoji, or a curly quote that was pasted along. */
export function dearCharacters(text: string): readonly string[] {
  return [...new Set(text)].filter((each) => !COST.has(each));
}
