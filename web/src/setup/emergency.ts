import { api, type Schemas, taken } from "../api/client";

export type Emergency = Schemas["EmergencyView"];
export type EmergencyLack = NonNullable<Emergency["lacks"]>;

/** How emergency calls go out, and what they could go out over. */
export type EmergencySetUp = {
  emergency: Emergency;
  trunks: readonly Schemas["TrunkView"][];
  lines: readonly Schemas["LineView"][];
};

const QUERY = { params: { query: { limit: 200 } } };

export async function emergencySetUp(): Promise<EmergencySetUp> {
  const [emergency, trunks, lines] = await Promise.all([
    taken(api.GET("/api/v1/emergency")),
    taken(api.GET("/api/v1/trunks", QUERY)),
    taken(api.GET("/api/v1/lines", QUERY)),
  ]);
  return { emergency, trunks: trunks.items, lines: lines.items };
}
