import { useCallback, useMemo } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/useLoad";
import { type Caller, callerOf, recordOf, shownBy } from "./callerOf";
import type { Call } from "./state";

export type { Caller } from "./callerOf";

/** Whom a call is with. The phone is shown our own line's number: who calls is in the call's record. */
export function useCaller(call: Call | null): Caller {
  const record = call?.record ?? "";
  const load = useLoad(useCallback(() => recordOf(record, api), [record]));
  const known = load.state === "ready" && load.data?.id === record ? load.data : null;
  return useMemo(() => (known === null ? shownBy(call) : callerOf(known)), [known, call]);
}
