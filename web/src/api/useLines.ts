import { useMemo } from "react";
import { useNumbers } from "../numbers/useNumbers";
import { api, type Schemas, taken } from "./client";
import { useLoad } from "./useLoad";

export type Line = Schemas["LineView"];

const QUERY = { limit: 200 };

async function every(): Promise<readonly Line[]> {
  return (await taken(api.GET("/api/v1/lines", { params: { query: QUERY } }))).items;
}

/** The workspace's lines; none until they are here. */
export function useLines(): readonly Line[] {
  const load = useLoad(every);
  return load.state === "ready" ? load.data : NONE;
}

const NONE: readonly Line[] = [];

/** What people call a line; its number where it has no name. */
export function lineName(line: Line, written: (number: string) => string): string {
  return line.name || written(line.number);
}

/** The same by its id. */
export function useLineNames(): (id: string) => string {
  const lines = useLines();
  const written = useNumbers();
  return useMemo(() => {
    const names = new Map(lines.map((line) => [line.id, lineName(line, written)]));
    return (id: string) => names.get(id) ?? "";
  }, [lines, written]);
}
