import { useEffect } from "react";
import { api, type Schemas, taken } from "../api/client";
import { type Load, useLoad } from "../api/useLoad";
import { useStream } from "../live/Live";
import { nextEnd } from "./nextEnd";

export type LineDuty = Schemas["LineDutyView"];

const board = async (): Promise<readonly LineDuty[]> => (await taken(api.GET("/api/v1/duty"))).items;

/** Who is on duty on every line, kept so by the live stream; what turns by itself is asked for when it does. */
export function useDutyBoard(): Load<readonly LineDuty[]> {
  const stream = useStream();
  const load = useLoad(board);
  const { again } = load;
  const lines = load.state === "ready" ? load.data : undefined;
  useEffect(() => {
    const ends = [stream.on("reset", again), stream.on("duty", again)];
    return () => {
      for (const end of ends) end();
    };
  }, [stream, again]);
  useEffect(() => {
    const wait = nextEnd(lines ?? [], Date.now());
    if (wait === null) return;
    const timer = setTimeout(again, wait);
    return () => clearTimeout(timer);
  }, [lines, again]);
  return load;
}
