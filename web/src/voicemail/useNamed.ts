import { useEffect } from "react";
import { usePlace } from "../app/router";

/** Brings the message to view that the address names, as a notification's click does; once it is there. */
export function useNamed(loaded: boolean): void {
  const named = usePlace().searchParams.get("message");
  useEffect(() => {
    const row = loaded && named !== null ? document.getElementById(named) : null;
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
  }, [loaded, named]);
}
