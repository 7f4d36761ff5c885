import { SlidersHorizontal } from "lucide-react";
import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLines } from "../api/useLines";
import { useLoad } from "../api/useLoad";
import { go } from "../app/router";
import { useWords } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Field } from "../ui/Field";
import { useWide } from "../ui/useWide";
import { addressOf, type Filters } from "./filters";

type Choice = readonly [value: string, words: string];

const members = () => taken(api.GET("/api/v1/members", { params: { query: { limit: 200 } } }));

/** Which calls to see. What there is to choose from is the workspace's own lines and people. */
export function FilterBar({ filters }: { filters: Filters }) {
  const { history } = useWords();
  const written = useNumbers();
  const lines = useLines();
  const people = useLoad(useCallback(members, []));
  const names = people.state === "ready" ? people.data.items.map(({ id, name }) => [id, name] as const) : [];
  const choices: readonly [keyof Filters, string, readonly Choice[]][] = [
    ["direction", history.direction, Object.entries(history.directions)],
    ["line", history.line, lines.map(({ id, name, number }) => [id, name || written(number)])],
    ["member", history.member, names],
    ["disposition", history.outcome, Object.entries(history.outcomes)],
  ];
  const days = [
    ["from", history.from],
    ["to", history.to],
  ] as const;
  const choose = (name: keyof Filters, value: string) => go(addressOf({ ...filters, [name]: value }));
  const wide = useWide();
  const chosen = Object.keys(filters).length;
  const fields = (
    <div className="filters">
      {choices.map(([name, label, offered]) => (
        <Field key={name} label={label}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={filters[name] ?? ""}
              onChange={(event) => choose(name, event.target.value)}
            >
              <option value="">{history.every}</option>
              {offered.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
      {days.map(([name, label]) => (
        <Field key={name} label={label}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="date"
              value={filters[name] ?? ""}
              onChange={(event) => choose(name, event.target.value)}
            />
          )}
        </Field>
      ))}
    </div>
  );
  return (
    <search aria-label={history.filters}>
      {wide ? (
        fields
      ) : (
        <details className="filters-fold">
          <summary>
            <SlidersHorizontal size={18} aria-hidden />
            {history.filters}
            {chosen > 0 && ` (${chosen})`}
          </summary>
          {fields}
        </details>
      )}
    </search>
  );
}
