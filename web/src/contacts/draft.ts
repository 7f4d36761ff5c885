import type { Schemas } from "../api/client";

type Contact = Schemas["ContactView"];
type Value = Contact["fields"][string];

/** A contact as it is being written: every value is text until it is saved. */
export type Draft = {
  name: string;
  numbers: readonly string[];
  fields: readonly (readonly [string, string])[];
};

export const EMPTY: Draft = { name: "", numbers: [""], fields: [] };

export function draftOf(contact: Contact): Draft {
  const fields = Object.entries(contact.fields).map(([name, value]) => [name, String(value)] as const);
  return { name: contact.name, numbers: contact.numbers.length > 0 ? contact.numbers : [""], fields };
}

/** What is sent to make a contact of a draft. */
export function bodyOf(draft: Draft, before: Contact["fields"] = {}) {
  const kept = draft.fields.filter(([name]) => name.trim());
  return {
    name: draft.name.trim(),
    numbers: draft.numbers.map((number) => number.trim()).filter(Boolean),
    fields: Object.fromEntries(kept.map(([name, text]) => [name.trim(), fieldOf(text, before[name.trim()])])),
  };
}

/** As `bodyOf`, with what is to be taken away. */
export function changeOf(draft: Draft, contact: Contact) {
  const body = bodyOf(draft, contact.fields);
  const gone = Object.keys(contact.fields).filter((name) => !(name in body.fields));
  return { ...body, fields: { ...body.fields, ...Object.fromEntries(gone.map((name) => [name, null])) } };
}

/** A field stays a number, or true or false, as long as what is written can be one. */
function fieldOf(text: string, before: Value | undefined): Value {
  const plain = text.trim();
  if (typeof before === "number" && plain !== "" && Number.isFinite(Number(plain))) return Number(plain);
  if (typeof before === "boolean" && (plain === "true" || plain === "false")) return plain === "true";
  return plain;
}
