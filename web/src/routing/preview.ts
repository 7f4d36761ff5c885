import { api, type Schemas, taken } from "../api/client";
import { Problem } from "../api/problem";
import { bodyOf, type Route } from "./route";

export type Preview = Schemas["PreviewView"];
export type Rung = Preview["rung"][number];

/** A call that might come. No caller: they withhold their number; no time: now. */
export type Call = { caller: string; at: string };

/** What a call would meet as it is saved, and with the changes; or why those can't be. */
export type Tried = { saved: Preview; proposed: Preview | undefined; refused: Problem | undefined };

export async function tried(line: string, call: Call, draft: Route | undefined): Promise<Tried> {
  const body = { caller: call.caller.trim() || null, at: call.at ? new Date(call.at).toISOString() : null };
  const ask = (route?: Route) =>
    taken(
      api.POST("/api/v1/lines/{line}/route/preview", {
        params: { path: { line } },
        body: route ? { ...body, route: bodyOf(route) } : body,
      }),
    );
  const proposing = draft && ask(draft).catch(refusal);
  const [saved, found] = await Promise.all([ask(), proposing]);
  const refused = found instanceof Problem ? found : undefined;
  return { saved, proposed: found instanceof Problem ? undefined : found, refused };
}

/** What is wrong with the proposed route; everything else goes wrong for the saved one, too. */
function refusal(error: unknown): Problem {
  if (error instanceof Problem && !CALL_FIELDS.some((field) => error.about(field) !== undefined))
    return error;
  throw error;
}

export const CALL_FIELDS = ["caller", "at"];

/** Which phone it is, to find it in another preview. */
export function phoneOf({ device, number }: Rung): string {
  return device ?? number ?? "";
}
