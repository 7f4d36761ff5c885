import { ArrowDownLeft, ArrowLeftRight, ArrowUpRight } from "lucide-react";
import type { Schemas } from "../api/client";
import { Link } from "../app/router";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import "../ui/Rows.css";

const DIRECTIONS = { outbound: ArrowUpRight, inbound: ArrowDownLeft, internal: ArrowLeftRight };

/** One call in a list: with whom, how it came out, how long they talked, and when. */
export function CallRow({ call }: { call: Schemas["CallView"] }) {
  const { words, format } = useI18n();
  const written = useNumbers();
  const Direction = DIRECTIONS[call.direction];
  const missed = call.direction === "inbound" && call.disposition !== null && call.disposition !== "answered";
  return (
    <li>
      <Link className={`row${missed ? " row-missed" : ""}`} href={`/history/${call.id}`}>
        <Direction size={20} aria-hidden />
        <span className="row-main">
          <strong>{call.contact.name || written(call.contact.number) || words.common.unknownCaller}</strong>
          <span className="soft small">
            <span className="unseen">{words.history.directions[call.direction]}: </span>
            {call.disposition === null ? words.history.live : words.history.outcomes[call.disposition]}
            {call.talk_seconds >= 1 && ` · ${format.clock(call.talk_seconds)}`}
            {call.member && ` · ${call.member.name}`}
          </span>
        </span>
        <time className="soft small" dateTime={call.placed_at} title={format.exact(call.placed_at)}>
          {format.ago(call.placed_at, Date.now())}
        </time>
      </Link>
    </li>
  );
}
