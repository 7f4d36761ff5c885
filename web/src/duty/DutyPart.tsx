import { useCallback } from "react";
import { useLoad } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Shown } from "../ui/Shown";
import { DutySwitch } from "./DutySwitch";
import { type Duty, dutiesOf } from "./duty";
import "./Duty.css";

/** On which lines calls ring one's phone now. */
export function DutyPart() {
  const { duty } = useWords();
  const { id } = useSession().session.member;
  const load = useLoad(useCallback(() => dutiesOf(id), [id]));
  return (
    <section className="card settings-part" aria-labelledby="settings-duty">
      <h2 id="settings-duty">{duty.title}</h2>
      <Shown load={load}>
        {(duties) =>
          duties.length === 0 ? (
            <p className="soft">{duty.none}</p>
          ) : (
            <ul className="duties">
              {duties.map((each) => (
                <DutySwitch key={each.line.id} duty={each} put={(now) => load.put(replaced(duties, now))} />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function replaced(duties: readonly Duty[], now: Duty): readonly Duty[] {
  return duties.map((each) => (each.line.id === now.line.id ? now : each));
}
