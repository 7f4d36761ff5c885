import { useEffect, useRef } from "react";
import { go, usePlace } from "../app/router";
import { plainNumber } from "../numbers/format";

/** Takes the number of an address like /dial?to=+12025550122, as other screens link to, once. */
export function useWanted(dialled: (number: string) => void): void {
  const wanted = usePlace().searchParams.get("to");
  const take = useRef(dialled);
  take.current = dialled;
  useEffect(() => {
    if (wanted === null) return;
    take.current(plainNumber(wanted));
    go("/dial", { replace: true });
  }, [wanted]);
}
