import { useConsoleWords } from "../i18n/console";
import { useWorkspace } from "../session/SessionGate";
import { Choices } from "../ui/Choices";
import { Field } from "../ui/Field";
import { Holidays } from "./Holidays";
import type { PartProps } from "./PartPanel";
import type { Hours } from "./route";
import { Week } from "./Week";

const OFFICE = [{ start: "09:00", end: "17:30" }];

/** Monday to Friday by day, where the workspace is. */
function officeHours(zone: string): Hours {
  return { time_zone: zone, week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []], holidays: [] };
}

/** When a line is open: always, or by the clocks of a place, with holidays. */
export function HoursPanel({ route, change }: PartProps) {
  const { route: words } = useConsoleWords();
  const { time_zone } = useWorkspace();
  const { hours } = route;
  const put = (part: Partial<Hours>) => hours && change({ hours: { ...hours, ...part } });
  return (
    <>
      <Choices
        label={words.parts.hours}
        value={hours ? "hours" : "always"}
        choose={(chosen) => change({ hours: chosen === "hours" ? officeHours(time_zone) : null })}
        offered={[
          ["always", words.always],
          ["hours", words.byHours],
        ]}
      />
      {hours && (
        <>
          <Zone zone={hours.time_zone} choose={(zone) => put({ time_zone: zone })} />
          <Week week={hours.week} change={(week) => put({ week })} />
          <Holidays holidays={hours.holidays} change={(holidays) => put({ holidays })} />
        </>
      )}
    </>
  );
}

function Zone({ zone, choose }: { zone: string; choose: (zone: string) => void }) {
  const { route: words } = useConsoleWords();
  const known = Intl.supportedValuesOf("timeZone");
  const zones = [...new Set(["UTC", zone, ...known])].toSorted();
  return (
    <Field label={words.zone} hint={words.zoneHint}>
      {(control) => (
        <select {...control} className="input" value={zone} onChange={(event) => choose(event.target.value)}>
          {zones.map((each) => (
            <option key={each} value={each}>
              {each.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
