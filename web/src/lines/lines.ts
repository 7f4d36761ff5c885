import { api, type Schemas, taken } from "../api/client";

export type Line = Schemas["LineView"];
export type Trunk = Schemas["TrunkView"];
export type LineLack = NonNullable<Line["lacks"]>;
export type Preview = Schemas["PreviewView"];

const ALL = { params: { query: { limit: 200 } } };

export async function trunksThere(): Promise<readonly Trunk[]> {
  return (await taken(api.GET("/api/v1/trunks", ALL))).items;
}

export function lineOf(line: string): Promise<Line> {
  return taken(api.GET("/api/v1/lines/{line}", { params: { path: { line } } }));
}

/** What a call that came now, from nobody in particular, would meet. */
export function previewNow(line: string): Promise<Preview> {
  return taken(api.POST("/api/v1/lines/{line}/route/preview", { params: { path: { line } }, body: {} }));
}

/** What callers meet in the end, without who is rung first. */
export type Meets = Preview["then"] | NonNullable<Preview["turned_away"]>["meets"];
