import { useCallback, useEffect, useState } from "react";
import type { Schemas } from "../api/client";
import { useSession } from "../session/SessionGate";
import type { Phone } from "./phone";

const ADDRESS = "/api/v1/practice/live";
const AGAIN_MS = 3000;

/** All practice phones as they are now, and whether the stream that tells of them stands. */
export function usePhones(): {
  phones: readonly Phone[] | undefined;
  away: boolean;
  put: (phone: Phone) => void;
} {
  const { check } = useSession();
  const [phones, setPhones] = useState<readonly Phone[]>();
  const [away, setAway] = useState(false);
  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function open() {
      source = new EventSource(ADDRESS);
      source.onopen = () => setAway(false);
      source.onerror = () => {
        setAway(true);
        if (source.readyState !== EventSource.CLOSED) return;
        check();
        timer = setTimeout(open, AGAIN_MS);
      };
      source.addEventListener("phones", (event) => {
        setPhones((JSON.parse(event.data) as Schemas["PhoneList"]).items);
      });
    }
    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [check]);
  // An answer is here before the stream tells the same.
  const put = useCallback(
    (phone: Phone) =>
      setPhones((all) => {
        if (all === undefined) return all;
        const there = all.some((each) => each.number === phone.number);
        return there ? all.map((each) => (each.number === phone.number ? phone : each)) : [...all, phone];
      }),
    [],
  );
  return { phones, away, put };
}
