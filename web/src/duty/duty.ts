import { api, type Schemas, taken } from "../api/client";

export type Duty = Schemas["DutyView"] & { line: Pick<Schemas["LineView"], "id" | "name" | "number"> };

/** How one's duty stands on each line whose calls may ring one. */
export async function dutiesOf(member: string): Promise<readonly Duty[]> {
  const lines = await taken(api.GET("/api/v1/lines", { params: { query: { limit: 200 } } }));
  const found = await Promise.all(
    lines.items.map(async (line) => {
      const list = await taken(api.GET("/api/v1/lines/{line}/duty", { params: { path: { line: line.id } } }));
      return list.items.filter((each) => each.member === member).map((each) => ({ ...each, line }));
    }),
  );
  return found.flat();
}

/** Goes on or off duty on a line; `until` is when it turns into its opposite by itself. */
export async function setDuty(duty: Duty, onDuty: boolean, until: Date | null): Promise<Duty> {
  const path = { line: duty.line.id, member: duty.member };
  const body = { on_duty: onDuty, until: until?.toISOString() ?? null };
  const now = await taken(api.PUT("/api/v1/lines/{line}/duty/{member}", { params: { path }, body }));
  return { ...now, line: duty.line };
}

const HOUR_MS = 3_600_000;

/** When a change of duty may end by itself: in an hour, in four, or tomorrow at eight. */
export function ends(now: Date): { hour: Date; four: Date; tomorrow: Date } {
  const tomorrow = new Date(now);
  tomorrow.setDate(now.getDate() + 1);
  tomorrow.setHours(8, 0, 0, 0);
  const after = (hours: number) => new Date(now.getTime() + hours * HOUR_MS);
  return { hour: after(1), four: after(4), tomorrow };
}
