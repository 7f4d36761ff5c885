import { AsYouType } from "libphonenumber-js/core";
import { codeOf, codeOfCountry, rulesOf } from "./rules";

/** A number as people type it, or as the API gives it, written with the spaces that its country uses. */
export function written(typed: string, country: string): string {
  const plain = plainNumber(typed);
  if (/[*#]/.test(plain)) return plain;
  const code = plain.startsWith("+") ? codeOf(plain.slice(1)) : codeOfCountry(country);
  const rules = code === undefined ? undefined : rulesOf(code);
  return rules === undefined ? plain : new AsYouType(rules.country, rules.metadata).input(plain);
}

/** A number that stands in a sentence: no line ends within it. */
export function unbroken(number: string): string {
  return number.replaceAll(" ", "\u00a0");
}

const NOT_DIALLED = /[^\d+*#]/g;

/** Only what is dialled: digits, a plus in front, star and hash. Takes what is pasted, `tel:` links too. */
export function plainNumber(text: string): string {
  const plain = text.replace(/^\s*(tel:|sip:|callto:)/i, "").replace(NOT_DIALLED, "");
  return plain.slice(0, 1) + plain.slice(1).replaceAll("+", "");
}

/** Whether a text can only be a number, not the beginning of a name. */
export function looksLikeNumber(text: string): boolean {
  return /^(tel:|sip:|callto:)?[\d\s()+*#./-]*$/i.test(text.trim());
}
