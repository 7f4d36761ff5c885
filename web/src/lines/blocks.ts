import { api, type Schemas, taken } from "../api/client";

export type Block = Schemas["BlockView"];

/** Every entry of the workspace's block list. There may be more than a page of them. */
export async function everyBlock(): Promise<readonly Block[]> {
  const found: Block[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor ? { limit: 200, cursor } : { limit: 200 };
    const page: Schemas["BlockPage"] = await taken(api.GET("/api/v1/blocks", { params: { query } }));
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

export type BlockDraft = { kind: Block["kind"]; number: string; note: string };

/** What is sent to block somebody: on a line, or on all. */
export function bodyOf({ kind, number, note }: BlockDraft, line: string | null) {
  const whom = {
    number: { number: number.trim() },
    prefix: { prefix: number.trim().replace(/\*$/, "") },
    withheld: { withheld: true },
  }[kind];
  return { withheld: false, line, note: note.trim(), ...whom };
}
