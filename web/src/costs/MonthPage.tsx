import { ChevronLeft, ChevronRight, Coins, Download } from "lucide-react";
import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { go, Link, usePlace } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { serverNow } from "../live/clock";
import { Field } from "../ui/Field";
import { Nothing } from "../ui/Nothing";
import { Shown } from "../ui/Shown";
import { BYS, type By, costsAt, monthsBefore } from "./costs";
import { Groups } from "./Groups";
import { Totals } from "./Totals";

type View = Schemas["CostsView"];

/** A month: what it cost in all, and in groups. */
export function MonthPage() {
  const { format } = useI18n();
  const { costs } = useConsoleWords();
  const query = usePlace().searchParams;
  const offered = monthsBefore(serverNow());
  const month = query.get("month") ?? offered[0] ?? "";
  const by = BYS.find((each) => each === query.get("by")) ?? "line";
  const choose = (changed: { month?: string; by?: By }) =>
    go(costsAt("", { month, by, ...changed }), { replace: true });
  const ask = useCallback(
    () => taken(api.GET("/api/v1/costs", { params: { query: { month, by } } })),
    [month, by],
  );
  const load = useLoad<View>(ask);
  const place = offered.indexOf(month);
  const step = (to: string | undefined, label: string, Icon: typeof ChevronLeft) => (
    <button
      type="button"
      className="button button-plain"
      aria-label={label}
      disabled={to === undefined}
      onClick={() => to && choose({ month: to })}
    >
      <Icon size={20} aria-hidden />
    </button>
  );
  return (
    <>
      <div className="costs-head">
        <div className="costs-month">
          {step(offered[place + 1], costs.earlier, ChevronLeft)}
          <Field label={costs.month}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={month}
                onChange={(event) => choose({ month: event.currentTarget.value })}
              >
                {(place < 0 ? [month, ...offered] : offered).map((each) => (
                  <option key={each} value={each}>
                    {format.month(each)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {step(place > 0 ? offered[place - 1] : undefined, costs.later, ChevronRight)}
        </div>
        <a className="button" href={`/api/v1/costs/export?month=${encodeURIComponent(month)}`} download>
          <Download size={18} aria-hidden />
          {costs.download}
        </a>
      </div>
      <Shown load={load}>
        {(found) =>
          found.totals.length === 0 ? (
            <Nothing icon={Coins} title={costs.nothing}>
              <p>{costs.nothingDetail}</p>
              {!found.own && (
                <Link className="button" href="/costs/rates">
                  {costs.toRates}
                </Link>
              )}
            </Nothing>
          ) : (
            <>
              <Totals sums={found.totals} own={found.own} />
              <Groups found={found} by={by} choose={(next) => choose({ by: next })} />
            </>
          )
        }
      </Shown>
    </>
  );
}
