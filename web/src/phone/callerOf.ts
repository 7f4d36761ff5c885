import { type api, type Schemas, taken } from "../api/client";
import type { Call } from "./state";

export type Caller = {
  /** Who it is: a contact's name, a number, or empty while nobody knows. */
  name: string;
  number: string;
  /** The line that was called. */
  line: string;
};

/** Whom a call is with, by its record. */
export function callerOf({ contact, line }: Schemas["CallView"]): Caller {
  return {
    name: contact.name || contact.number,
    number: contact.name ? contact.number : "",
    line: line.number,
  };
}

/** The same, by what the phone itself is shown: of a call that comes in our own line's number. */
export function shownBy(call: Call | null): Caller {
  const { direction = "incoming", number = "", name = "" } = call ?? {};
  return direction === "outgoing"
    ? { name: number, number: "", line: "" }
    : { name, number: "", line: number };
}

/** A call's record; null where it has none. */
export async function recordOf(record: string, client: typeof api): Promise<Schemas["CallView"] | null> {
  if (record === "") return null;
  return taken(client.GET("/api/v1/calls/{call}", { params: { path: { call: record } } }));
}
