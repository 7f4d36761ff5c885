import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { type Load, useLoad } from "../api/useLoad";

export type MyLine = Pick<Schemas["LineView"], "id" | "number" | "name">;

/** The lines whose calls ring a member's softphones. */
export function useMyLines(member: string): Load<MyLine[]> {
  return useLoad(useCallback(() => linesOf(member), [member]));
}

async function linesOf(member: string): Promise<MyLine[]> {
  const { items } = await taken(api.GET("/api/v1/lines", { params: { query: { limit: 100 } } }));
  const answers = await Promise.all(
    items.map(async (line) => ({ line, rings: await rings(line.id, member) })),
  );
  return answers.filter((each) => each.rings).map((each) => each.line);
}

async function rings(line: string, member: string): Promise<boolean> {
  const { route } = await taken(api.GET("/api/v1/lines/{line}/route", { params: { path: { line } } }));
  return route.softphones_on && route.agents.includes(member);
}
