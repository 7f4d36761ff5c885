import { useLoad } from "../api/useLoad";
import { Shown } from "../ui/Shown";
import { DialForm } from "./DialForm";
import { callableLines } from "./lines";

/** The dial pad, once it is known which lines can call. */
export function Dialer() {
  const load = useLoad(callableLines);
  return <Shown load={load}>{(lines) => <DialForm lines={lines} />}</Shown>;
}
