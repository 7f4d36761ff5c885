import { useMemo } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";

export type Member = Schemas["MemberView"];

const QUERY = { limit: 200 };
const NONE: readonly Member[] = [];

async function every(): Promise<readonly Member[]> {
  return (await taken(api.GET("/api/v1/members", { params: { query: QUERY } }))).items;
}

/** The workspace's people; none until they are here. */
export function useMembers(): readonly Member[] {
  const load = useLoad(every);
  return load.state === "ready" ? load.data : NONE;
}

/** What they are called, by their ids. */
export function useMemberNames(): (id: string | null) => string {
  const members = useMembers();
  return useMemo(() => {
    const names = new Map(members.map(({ id, name }) => [id, name]));
    return (id: string | null) => (id === null ? "" : (names.get(id) ?? ""));
  }, [members]);
}
