import type { Schemas } from "../api/client";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { Part } from "../ui/Part";
import { amounts, BYS, type By, costsAt, counted, shares } from "./costs";

type View = Schemas["CostsView"];
type Group = View["groups"][number];

/** The month in groups, each with what belongs to it behind it. */
export function Groups({ found, by, choose }: { found: View; by: By; choose: (by: By) => void }) {
  const { format } = useI18n();
  const { costs } = useConsoleWords();
  const wide = shares(found.groups, found.totals[0]?.currency ?? null);
  const nameOf = (group: Group) => {
    switch (by) {
      case "line":
        return group.name || (group.key ? costs.unnamed : costs.noLine);
      case "member":
        return group.name || (group.key ? costs.unnamed : costs.nobody);
      case "direction":
        return group.key ? costs.directions[group.key as keyof typeof costs.directions] : costs.kinds.number;
      case "kind":
        return costs.kinds[group.key as keyof typeof costs.kinds];
      case "day":
        return format.day(`${group.key}T12:00`);
    }
  };
  // What a kind or a day holds can't be asked for apart.
  const further = (group: Group) =>
    by === "kind" || by === "day" || (by === "direction" && !group.key)
      ? undefined
      : costsAt("/charges", { month: found.month, [by]: group.key });
  return (
    <Part
      title={costs.by[by]}
      actions={
        <label className="costs-by">
          <span className="soft small">{costs.byLabel}</span>
          <select className="input" value={by} onChange={(event) => choose(event.currentTarget.value as By)}>
            {BYS.filter((each) => !found.own || each !== "member").map((each) => (
              <option key={each} value={each}>
                {costs.bys[each]}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <ul className="costs-groups" aria-label={costs.by[by]}>
        {found.groups.map((group, place) => {
          const to = further(group);
          const body = (
            <>
              <span className="costs-name">
                <strong dir="auto">{nameOf(group)}</strong>
                <span className="soft small">
                  {costs.count(counted(group.sums, "count"))}
                  {counted(group.sums, "waiting") > 0 &&
                    ` · ${costs.openFor(counted(group.sums, "waiting"))}`}
                  {counted(group.sums, "unrated") > 0 &&
                    ` · ${costs.unratedShort(counted(group.sums, "unrated"))}`}
                </span>
              </span>
              <span className="costs-bar" aria-hidden>
                <span style={{ width: `${(wide[place] ?? 0) * 100}%` }} />
              </span>
              <span className="costs-sum number">
                {amounts(group.sums, "total", format).join(" + ") || costs.noRate}
              </span>
            </>
          );
          return (
            <li key={group.key}>
              {to ? (
                <Link className="costs-group" href={to}>
                  {body}
                </Link>
              ) : (
                <span className="costs-group">{body}</span>
              )}
            </li>
          );
        })}
      </ul>
      <Link className="button costs-each" href={costsAt("/charges", { month: found.month })}>
        {costs.every}
      </Link>
    </Part>
  );
}
