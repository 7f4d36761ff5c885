import { useCallback } from "react";
import { useLoad } from "../api/useLoad";
import { DutySwitch } from "../duty/DutySwitch";
import { dutiesOf } from "../duty/duty";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Badge } from "../ui/Things";
import type { Member } from "./member";
import "../duty/Duty.css";

/** On which lines calls ring a member, changed here by whoever may. */
export function MemberDuty({ member, changes }: { member: Member; changes: boolean }) {
  const { duty: words, team } = useWords();
  const written = useNumbers();
  const load = useLoad(useCallback(() => dutiesOf(member.id), [member.id]));
  return (
    <Part title={words.title}>
      <Shown load={load}>
        {(duties) =>
          duties.length === 0 ? (
            <p className="soft">{team.noDuty(member.name)}</p>
          ) : (
            <ul className="duties">
              {duties.map((each) =>
                changes ? (
                  <DutySwitch
                    key={each.line.id}
                    duty={each}
                    put={(now) => load.put(duties.map((old) => (old.line.id === now.line.id ? now : old)))}
                  />
                ) : (
                  <li key={each.line.id} className="duty">
                    <strong>{each.line.name || written(each.line.number)}</strong>
                    <Badge kind={each.on_duty ? "good" : "warn"}>
                      {each.on_duty ? words.others.on : words.others.off}
                    </Badge>
                  </li>
                ),
              )}
            </ul>
          )
        }
      </Shown>
    </Part>
  );
}
