import type { Schemas } from "../api/client";

type Contact = Schemas["ContactView"];
type Value = Contact["fields"][string];
type Rows = readonly (readonly [name: string, value: string])[];

/** A contact as it is being written: every value is text until it is saved. */
export type Draft = {
  name: string;
  numbers: readonly string[];
  /** Of custom fields that there are. */
  fields: Rows;
  /** Fields that are new to the workspace. */
  added: Rows;
  notes: string;
};

export const EMPTY: Draft = { name: "", numbers: [""], fields: [], added: [], notes: "" };

export function draftOf(contact: Contact): Draft {
  const fields = Object.entries(contact.fields).map(([name, value]) => [name, String(value)] as const);
  const numbers = contact.numbers.length > 0 ? contact.numbers : [""];
  return { name: contact.name, numbers, fields, added: [], notes: contact.notes };
}

/** Fields with another value for one of them. */
export function withField(fields: Rows, name: string, value: string): Rows {
  const place = fields.findIndex(([each]) => each === name);
  return place < 0 ? [...fields, [name, value]] : fields.with(place, [name, value]);
}

/** What is sent to make a contact of a draft. A field without a value is none. */
export function bodyOf(draft: Draft, before: Contact["fields"] = {}) {
  const kept = [...draft.fields, ...draft.added].filter(([name, value]) => name.trim() && value.trim());
  return {
    name: draft.name.trim(),
    numbers: draft.numbers.map((number) => number.trim()).filter(Boolean),
    fields: Object.fromEntries(kept.map(([name, text]) => [name.trim(), fieldOf(text, before[name.trim()])])),
    notes: draft.notes,
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
