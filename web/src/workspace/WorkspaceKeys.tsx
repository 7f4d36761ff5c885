import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { KeysPart } from "../keys/KeysPart";
import { Shown } from "../ui/Shown";

const members = () => taken(api.GET("/api/v1/members", { params: { query: { limit: 200 } } }));

/** The API keys of everybody in the workspace. */
export function WorkspaceKeys() {
  const load = useLoad(useCallback(members, []));
  return <Shown load={load}>{({ items }) => <KeysPart people={items} />}</Shown>;
}
