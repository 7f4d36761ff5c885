import { api, type Schemas, taken } from "../api/client";

export type Line = Schemas["LineView"];

const QUERY = { callable_only: true, limit: 200 };

/** The lines that a call can be placed from now. */
export async function callableLines(): Promise<readonly Line[]> {
  return (await taken(api.GET("/api/v1/lines", { params: { query: QUERY } }))).items;
}
