import { CODES, FOLDER } from "virtual:calling-codes";
import type { CountryCode, MetadataJson } from "libphonenumber-js/core";

/** How numbers of one calling code are written, and the country whose rules these are. */
export type Rules = { metadata: MetadataJson; country: CountryCode };

const known = new Map<string, Rules>();
const asked = new Set<string>();
const listeners = new Set<() => void>();
let version = 0;

const EVERY_CODE = new Set(Object.values(CODES));

/** The calling code that international digits begin with; codes are 1 to 3 digits long, and none begins another. */
export function codeOf(digits: string): string | undefined {
  return [1, 2, 3].map((length) => digits.slice(0, length)).find((code) => EVERY_CODE.has(code));
}

/** The calling code of a country (ISO 3166). */
export function codeOfCountry(country: string): string | undefined {
  return CODES[country];
}

/** The rules of a calling code, if they are here; else they are fetched, and `subscribe` tells when they are. */
export function rulesOf(code: string): Rules | undefined {
  if (!known.has(code) && !asked.has(code)) {
    asked.add(code);
    void fetchRules(code);
  }
  return known.get(code);
}

async function fetchRules(code: string): Promise<void> {
  try {
    const metadata = (await (await fetch(`${FOLDER}/${code}.json`)).json()) as MetadataJson;
    const [country] = Object.keys(metadata.countries) as CountryCode[];
    if (country === undefined) return;
    known.set(code, { metadata, country });
    version += 1;
    for (const told of listeners) told();
  } catch {
    asked.delete(code); // numbers are shown without spaces until another try succeeds
  }
}

export function subscribe(told: () => void): () => void {
  listeners.add(told);
  return () => listeners.delete(told);
}

/** Changes whenever rules have come. */
export function rulesVersion(): number {
  return version;
}
