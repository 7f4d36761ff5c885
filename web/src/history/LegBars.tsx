import type { Schemas } from "../api/client";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { type Piece, piecesOf } from "./bars";

type CallView = Schemas["CallView"];

const KINDS = ["rang", "waited", "talked"] as const;

/** Every phone of a call as a bar over time. The same is said in words beside it. */
export function LegBars({ call }: { call: CallView }) {
  const { history } = useI18n().words;
  const names = { rang: history.rang, waited: history.waited, talked: history.talkedPart };
  return (
    <section className="card call-part" aria-labelledby="call-phones">
      <h2 id="call-phones">{history.phones}</h2>
      <ul className="bars">
        {call.legs.map((leg) => (
          <Bar key={leg.id} call={call} leg={leg} />
        ))}
      </ul>
      <ul className="bars-key soft small">
        {KINDS.map((kind) => (
          <li key={kind}>
            <svg width="14" height="14" aria-hidden="true">
              <rect className={`bar-${kind}`} width="14" height="14" rx="3" />
            </svg>
            {names[kind]}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Bar({ call, leg }: { call: CallView; leg: CallView["legs"][number] }) {
  const { words, format } = useI18n();
  const { history, calls, common } = words;
  const written = useNumbers();
  const pieces = piecesOf(leg, call.placed_at, call.ended_at ?? new Date().toISOString());
  const names = { member: call.member?.name, contact: call.contact.name, forward: "", colleague: "" };
  const who = names[leg.role] || written(leg.number) || common.unknownCaller;
  const seconds = (kind: Piece["kind"]) =>
    format.clock(
      pieces.filter((piece) => piece.kind === kind).reduce((sum, piece) => sum + piece.seconds, 0),
    );
  return (
    <li>
      <p>
        <strong>{who}</strong>
        <span className="soft small">
          {" "}
          {leg.why || (leg.cause ? calls.causes[leg.cause] : calls.legStates[leg.state])}
          {leg.direction === "outbound" &&
            leg.caller_id.startsWith("+") &&
            leg.caller_id !== call.line.number && <> · {history.shown(written(leg.caller_id))}</>}
        </span>
      </p>
      <svg
        className="bar"
        viewBox="0 0 1000 14"
        preserveAspectRatio="none"
        role="img"
        aria-label={history.legSummary(who, seconds("rang"), seconds("talked"))}
      >
        <rect className="bar-ground" width="1000" height="14" />
        {pieces.map((piece) => (
          <rect
            key={piece.kind}
            className={`bar-${piece.kind}`}
            x={piece.from * 1000}
            width={Math.max(4, (piece.to - piece.from) * 1000)}
            height="14"
          />
        ))}
      </svg>
    </li>
  );
}
