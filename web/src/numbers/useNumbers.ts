import { useMemo, useSyncExternalStore } from "react";
import { useWorkspace } from "../session/SessionGate";
import { written } from "./format";
import { rulesVersion, subscribe } from "./rules";

/** Writes numbers as the reader's country does; shown anew once the rules of another country have come. */
export function useNumbers(): (number: string) => string {
  const { country } = useWorkspace();
  const version = useSyncExternalStore(subscribe, rulesVersion);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new rules write the same number otherwise
  return useMemo(() => (number: string) => written(number, country), [country, version]);
}
