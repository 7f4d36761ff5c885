import { useSyncExternalStore } from "react";

const DESK = window.matchMedia("(min-width: 1000px)");

function subscribe(changed: () => void): () => void {
  DESK.addEventListener("change", changed);
  return () => DESK.removeEventListener("change", changed);
}

/** Whether there is room for a second column, and for what it costs to load. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => DESK.matches);
}
