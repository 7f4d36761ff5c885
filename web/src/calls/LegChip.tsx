import {
  Bell,
  Check,
  type LucideIcon,
  Pause,
  Phone,
  PhoneCall,
  PhoneOff,
  Smartphone,
  User,
} from "lucide-react";
import { useI18n } from "../i18n/I18n";
import type { Leg, LegState } from "./call";

const STATES: Record<LegState, LucideIcon> = {
  dialling: Phone,
  ringing: Bell,
  answered: Check,
  bridged: PhoneCall,
  on_hold: Pause,
  ended: PhoneOff,
};

/** One leg: whose phone, how it stands, and for how long. The `member` is named to others than themselves. */
export function LegChip(props: { leg: Leg; who: string; now: number; member?: string | undefined }) {
  const { leg, who, now } = props;
  const { words, format } = useI18n();
  const { calls } = words;
  const Whose = leg.role === "member" ? Smartphone : User;
  const State = STATES[leg.state];
  const named = { contact: who, member: props.member, forward: undefined, colleague: undefined };
  const whose = named[leg.role] || calls.roles[leg.role];
  const waiting = leg.state === "dialling" || leg.state === "ringing";
  return (
    <li className={`leg leg-${leg.state}`}>
      <Whose size={18} aria-hidden />
      <span className="leg-whose">{whose}</span>
      <span className="leg-state">
        <State size={16} aria-hidden />
        {leg.state === "ended" && leg.cause ? calls.causes[leg.cause] : calls.legStates[leg.state]}
        {waiting && <span className="number"> {format.clock((now - leg.since) / 1000)}</span>}
      </span>
    </li>
  );
}
