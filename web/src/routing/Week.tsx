import { Copy } from "lucide-react";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import type { Hours } from "./route";
import { Spans } from "./Spans";
import { dayNames } from "./words";

/** The opening hours of each day of the week. */
export function Week({ week, change }: { week: Hours["week"]; change: (week: Hours["week"]) => void }) {
  const { route: words } = useConsoleWords();
  const { language } = useI18n();
  const [monday = []] = week;
  return (
    <fieldset className="route-group">
      <legend className="field-label">{words.week}</legend>
      {dayNames(language, "long").map((name, day) => (
        <div key={name} className="route-day">
          <span className="route-day-name">{name}</span>
          <Spans
            name={name}
            spans={week[day] ?? []}
            change={(spans) => change(week.map((each, at) => (at === day ? spans : each)))}
          />
        </div>
      ))}
      <button
        type="button"
        className="button button-plain route-add"
        onClick={() => change(week.map((spans, day) => (day < 5 ? monday : spans)))}
      >
        <Copy size={18} aria-hidden />
        {words.asMonday}
      </button>
    </fieldset>
  );
}
