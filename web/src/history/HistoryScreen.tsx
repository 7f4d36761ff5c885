import { usePlace } from "../app/router";
import { CallList } from "./CallList";
import { CallPage } from "./CallPage";

/** All calls, or the one that the address names. */
export function HistoryScreen() {
  const [, , call] = usePlace().pathname.split("/");
  return call ? <CallPage key={call} id={call} /> : <CallList />;
}
