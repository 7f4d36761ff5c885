import { ArrowRight, PhoneForwarded, PhoneOff } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { Link } from "../app/router";
import { LegChip } from "../calls/LegChip";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Badge } from "../ui/Things";
import type { BoardCall } from "./board";
import { Transfer } from "./Transfer";

const TALKS: ReadonlySet<BoardCall["state"]> = new Set(["talking", "on_hold", "transferring"]);

/** One call that is up: who with whom, how it stands and for how long, and what may be done about it. */
export function LiveCall(props: { call: BoardCall; now: number }) {
  const { words, format } = useI18n();
  const { board, common } = words;
  const written = useNumbers();
  const { member: me } = useSession().session;
  const [handing, setHanding] = useState(false);
  const { call, now } = props;
  const contact = call.name || (call.number ? written(call.number) : common.unknownCaller);
  const member = call.member?.name || board.nobodyYet;
  const [from, to] = call.direction === "inbound" ? [contact, member] : [member, contact];
  const mine = me.role !== "agent" || call.member?.id === me.id;
  const talks = TALKS.has(call.state);
  async function hangUp() {
    await taken(api.DELETE("/api/v1/calls/{call}", { params: { path: { call: call.id } } }));
  }
  return (
    <li className="live-call">
      <div className="live-call-who">
        <Link className="live-call-name" href={`/history/${call.id}`}>
          {from}
          <ArrowRight size={16} role="img" aria-label={board.calling} />
          {to}
        </Link>
        <p className="soft small">
          {board.over(written(call.line))} · {format.clock((now - Date.parse(call.placedAt)) / 1000)}
        </p>
      </div>
      <Badge kind={talks ? "good" : "warn"}>
        {board.states[call.state]}
        <span className="number">
          {format.clock((now - (talks && call.talkingSince ? call.talkingSince : call.since)) / 1000)}
        </span>
      </Badge>
      <ol className="live-call-legs">
        {call.legs.map((leg) => (
          <LegChip key={leg.id} leg={leg} who={contact} now={now} member={call.member?.name} />
        ))}
      </ol>
      {mine && (
        <div className="live-call-do">
          {talks && call.state !== "transferring" && (
            <button type="button" className="button button-plain" onClick={() => setHanding(true)}>
              <PhoneForwarded size={18} aria-hidden />
              {board.transfer}
            </button>
          )}
          <Confirm
            className="button button-plain"
            label={
              <>
                <PhoneOff size={18} aria-hidden />
                {words.calls.hangUp}
              </>
            }
            title={board.hangUpOf(from, to)}
            yes={words.calls.hangUp}
            act={hangUp}
          >
            <p>{board.hangUpDetail}</p>
          </Confirm>
        </div>
      )}
      {handing && <Transfer call={call} contact={contact} close={() => setHanding(false)} />}
    </li>
  );
}
