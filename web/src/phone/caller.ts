import { useCallback, useMemo } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import type { Call } from "./state";

export type Caller = {
  /** Who it is: a contact's name, a number, or empty while nobody knows. */
  name: string;
  number: string;
  /** The line that was called. */
  line: string;
};

/** Whom a call is with. The phone is shown our own line's number: who calls is in the call's record. */
export function useCaller(call: Call | null): Caller {
  const record = call?.record ?? "";
  const load = useLoad(useCallback(() => recordOf(record), [record]));
  const known = load.state === "ready" && load.data?.id === record ? load.data : null;
  const { direction = "incoming", number = "", name = "" } = call ?? {};
  return useMemo(() => {
    if (known !== null) return callerOf(known);
    return direction === "outgoing"
      ? { name: number, number: "", line: "" }
      : { name, number: "", line: number };
  }, [known, direction, number, name]);
}

async function recordOf(record: string): Promise<Schemas["CallView"] | null> {
  if (record === "") return null;
  return taken(api.GET("/api/v1/calls/{call}", { params: { path: { call: record } } }));
}

function callerOf({ contact, line }: Schemas["CallView"]): Caller {
  return {
    name: contact.name || contact.number,
    number: contact.name ? contact.number : "",
    line: line.number,
  };
}
