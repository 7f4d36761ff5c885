import { ArrowLeft } from "lucide-react";
import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLineNames } from "../api/useLines";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { CallLink } from "../calls/CallLink";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Notice } from "../ui/Notice";
import { Shown } from "../ui/Shown";
import { CallCosts } from "./CallCosts";
import { LegBars } from "./LegBars";
import { Timeline } from "./Timeline";
import "./HistoryScreen.css";

/** One call: how it came out, its phones over time, and what happened in words. */
export function CallPage({ id }: { id: string }) {
  const { common } = useI18n().words;
  const ask = useCallback(async () => {
    const params = { params: { path: { call: id } } };
    const [call, timeline] = await Promise.all([
      taken(api.GET("/api/v1/calls/{call}", params)),
      taken(api.GET("/api/v1/calls/{call}/timeline", params)),
    ]);
    return { call, timeline };
  }, [id]);
  const load = useLoad(ask);
  return (
    <div className="history">
      <Link className="back" href="/history">
        <ArrowLeft size={18} aria-hidden />
        {common.history}
      </Link>
      <Shown load={load}>
        {({ call, timeline }) => (
          <>
            <Facts call={call} />
            {call.legs.length > 0 && <LegBars call={call} />}
            {call.ended_at !== null && <CallCosts call={call} />}
            <Timeline moments={timeline.items} />
          </>
        )}
      </Shown>
    </div>
  );
}

function Facts({ call }: { call: Schemas["CallView"] }) {
  const { words, format } = useI18n();
  const { history, common } = words;
  const written = useNumbers();
  const who = call.contact.name || written(call.contact.number) || common.unknownCaller;
  const number = written(call.line.number);
  const line = useLineNames()(call.line.id ?? "");
  const talked = call.talk_seconds >= 1 ? format.clock(call.talk_seconds) : history.notTalked;
  const facts = [
    [call.direction === "inbound" ? history.takenBy : history.placedBy, call.member?.name ?? history.nobody],
    [history.over, line && line !== number ? `${line} · ${number}` : number],
    [history.began, format.exact(call.placed_at)],
    [history.talked, talked],
  ];
  return (
    <section className="card call-facts">
      <div className="call-facts-head">
        <div>
          <h1>{history.callWith(who)}</h1>
          <p className="soft">
            {call.contact.name && <span className="number">{written(call.contact.number)} · </span>}
            {call.disposition === null ? history.live : history.outcomes[call.disposition]}
          </p>
        </div>
        {call.contact.number && <CallLink to={call.contact.number} who={who} />}
      </div>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!call.certain && (
        <Notice kind="warn">
          <p>{history.uncertain}</p>
        </Notice>
      )}
    </section>
  );
}
