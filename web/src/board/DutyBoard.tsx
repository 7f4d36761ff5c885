import type { Schemas } from "../api/client";
import { DutySwitch } from "../duty/DutySwitch";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Badge } from "../ui/Things";
import { type LineDuty, useDutyBoard } from "./useDutyBoard";
import "../duty/Duty.css";

/** Who is rung by which line now, and until when; changed here, by those who may. */
export function DutyBoard() {
  const { board: words } = useI18n().words;
  const load = useDutyBoard();
  const { again } = load;
  return (
    <Part title={words.duty} lead={words.dutyLead}>
      <Shown load={load}>
        {(all) => {
          const rung = all.filter((line) => line.agents.length > 0);
          if (rung.length === 0) return <p className="soft">{words.noDuty}</p>;
          return (
            <div className="duty-board">
              {rung.map((line) => (
                <OneLine key={line.line} line={line} changed={again} />
              ))}
            </div>
          );
        }}
      </Shown>
    </Part>
  );
}

function OneLine({ line, changed }: { line: LineDuty; changed: () => void }) {
  const { words } = useI18n();
  const { board: said } = words;
  const written = useNumbers();
  const { member: me } = useSession().session;
  const name = line.name || written(line.number);
  const on = line.agents.filter((agent) => agent.on_duty).length;
  return (
    <section className="duty-line" aria-label={name}>
      <h3>
        {name}
        <Badge kind={on > 0 ? "good" : "bad"}>{said.onDuty(on, line.agents.length)}</Badge>
      </h3>
      <ul className="duties">
        {line.agents.map((agent) =>
          me.role !== "agent" || agent.member === me.id ? (
            <DutySwitch
              key={agent.member}
              duty={{ ...agent, line: { id: line.line, name, number: line.number } }}
              who={agent.name}
              put={changed}
            />
          ) : (
            <li key={agent.member} className="duty">
              <strong>{agent.name}</strong>
              <Ends duty={agent} />
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function Ends({ duty }: { duty: Schemas["DutyView"] }) {
  const { words, format } = useI18n();
  const { duty: said } = words;
  return (
    <span className="duty-ends">
      <Badge kind={duty.on_duty ? "good" : "warn"}>{duty.on_duty ? said.others.on : said.others.off}</Badge>
      {duty.until && (
        <time className="soft small" dateTime={duty.until} title={format.exact(duty.until)}>
          {said.untilTime(format.time(duty.until))}
        </time>
      )}
    </span>
  );
}
