import { CircleCheck, CircleOff, CloudOff, PhoneOff } from "lucide-react";
import { useWords } from "../i18n/I18n";
import { Badge } from "../ui/Things";
import type { Softphone } from "./softphones";

const STATES = {
  registered: [CircleCheck, "good"],
  unreachable: [CloudOff, "bad"],
  signed_out: [CircleOff, "plain"],
  switched_off: [PhoneOff, "warn"],
} as const;

/** How a softphone stands, in a word. */
export function PhoneState({ state }: { state: Softphone["state"] }) {
  const { team } = useWords();
  const [Icon, kind] = STATES[state];
  return (
    <Badge kind={kind}>
      <Icon size={14} aria-hidden />
      {team.phoneStates[state]}
    </Badge>
  );
}
