import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useNews } from "./useNews";

/** How many conversations wait for whoever is signed in; 100 means that many or more. */
export function useUnread(): number {
  const load = useLoad(useCallback(() => taken(api.GET("/api/v1/conversations/unread")), []));
  useNews(load.again);
  return load.state === "ready" ? load.data.count : 0;
}
