import { useEffect, useMemo, useSyncExternalStore } from "react";
import { api, taken } from "../api/client";
import { useStanding } from "../live/Live";
import { type Draft, DraftKeeper, type DraftServer } from "./drafts";
import { pictureUrl, type Uploaded } from "./server";

async function shown(id: string): Promise<Uploaded> {
  return { id, url: await pictureUrl(id).catch(() => ""), name: "" };
}

function serverOf(conversation: string): DraftServer {
  const params = { path: { conversation } };
  const address = "/api/v1/conversations/{conversation}/draft";
  return {
    async get() {
      const { text, pictures } = await taken(api.GET(address, { params }));
      return { text, pictures: await Promise.all(pictures.map(shown)) };
    },
    put({ text, pictures }) {
      const body = { text, pictures: pictures.map(({ id }) => id) };
      return taken(api.PUT(address, { params, body })); // an empty one is none
    },
  };
}

/** One's draft in a conversation; without one that of a new message, which this device alone keeps. */
export function useDraft(member: string, conversation: string | null): [Draft, DraftKeeper] {
  const keeper = useMemo(
    () =>
      new DraftKeeper(
        `offhook.draft.${member}.${conversation ?? "new"}`,
        window.localStorage,
        conversation === null ? null : serverOf(conversation),
      ),
    [member, conversation],
  );
  const standing = useStanding();
  // Each time the server can be reached anew.
  useEffect(() => {
    if (standing !== "away") void keeper.meet();
  }, [keeper, standing]);
  useEffect(() => () => keeper.leave(), [keeper]);
  return [useSyncExternalStore(keeper.watch, keeper.draft), keeper];
}
