import { useCallback, useEffect } from "react";
import { api, type Schemas, taken } from "../api/client";
import { type Load, useLoad } from "../api/useLoad";
import { useStream } from "../live/Live";

export type Softphone = Schemas["SoftphoneView"];

/** How long news are waited for after the first, as when a network comes back with all its phones. */
const TOGETHER_MS = 300;

async function every(member: string | undefined): Promise<readonly Softphone[]> {
  const found: Softphone[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: 200, ...(member && { member }), ...(cursor && { cursor }) };
    const page: Schemas["SoftphonePage"] = await taken(api.GET("/api/v1/softphones", { params: { query } }));
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

/** Softphones, a member's or all that one may see, as they stand: what the live stream tells has them asked for anew. */
export function useSoftphones(member?: string): Load<readonly Softphone[]> {
  const stream = useStream();
  const load = useLoad(useCallback(() => every(member), [member]));
  const { again } = load;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        again();
      }, TOGETHER_MS);
    };
    const ends = [
      stream.on("reset", soon),
      stream.on("softphone", (news) => {
        if (member === undefined || member === news.member) soon();
      }),
    ];
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [stream, again, member]);
  return load;
}
