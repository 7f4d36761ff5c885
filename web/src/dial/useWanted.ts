import { useEffect, useRef } from "react";
import { go, usePlace } from "../app/router";
import { plainNumber } from "../numbers/format";

/** Takes the number and the line of an address like /dial?to=+12025550122&over=+12025550100, as others link to, once. */
export function useWanted(dialled: (number: string) => void, over: (line: string) => void): void {
  const { searchParams } = usePlace();
  const [wanted, line] = [searchParams.get("to"), searchParams.get("over")];
  const take = useRef({ dialled, over });
  take.current = { dialled, over };
  useEffect(() => {
    if (wanted === null) return;
    take.current.dialled(plainNumber(wanted));
    if (line !== null) take.current.over(line);
    go("/dial", { replace: true });
  }, [wanted, line]);
}
