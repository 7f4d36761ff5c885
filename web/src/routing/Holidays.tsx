import { Plus, X } from "lucide-react";
import { useConsoleWords } from "../i18n/console";
import type { Hours } from "./route";
import { Spans } from "./Spans";

type Holiday = Hours["holidays"][number];

/** Days that are closed, or open at other times than their weekday. */
export function Holidays(props: { holidays: readonly Holiday[]; change: (holidays: Holiday[]) => void }) {
  const { route: words } = useConsoleWords();
  const { holidays, change } = props;
  const put = (place: number, part: Partial<Holiday>) =>
    change(holidays.map((each, at) => (at === place ? { ...each, ...part } : each)));
  return (
    <fieldset className="route-group">
      <legend className="field-label">{words.holidays}</legend>
      {holidays.map((holiday, place) => {
        const name = holiday.name || holiday.date || String(place + 1);
        return (
          <div key={place} className="route-holiday">
            <input
              className="input"
              type="date"
              aria-label={words.holidayDate(place + 1)}
              value={holiday.date}
              onInput={(event) => put(place, { date: event.currentTarget.value })}
            />
            <input
              className="input"
              autoComplete="off"
              aria-label={words.holidayName(place + 1)}
              placeholder={words.holidayExample}
              value={holiday.name}
              onInput={(event) => put(place, { name: event.currentTarget.value })}
            />
            <Spans name={name} spans={holiday.open} change={(open) => put(place, { open })} />
            <button
              type="button"
              className="button button-plain button-icon"
              aria-label={words.without(name)}
              onClick={() => change(holidays.filter((_, at) => at !== place))}
            >
              <X size={18} aria-hidden />
            </button>
          </div>
        );
      })}
      <button
        type="button"
        className="button button-plain route-add"
        onClick={() => change([...holidays, { date: "", name: "", open: [] }])}
      >
        <Plus size={18} aria-hidden />
        {words.addHoliday}
      </button>
    </fieldset>
  );
}
