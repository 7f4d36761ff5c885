import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { CarriersPrice } from "../costs/CarriersPrice";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Shown } from "../ui/Shown";

type Call = Schemas["CallView"];
type Costs = Schemas["CallCostsView"];

/** What a call that is over cost: each of its phones that was answered, and all together. Not everybody is told. */
export function CallCosts({ call }: { call: Call }) {
  const { history } = useI18n().words;
  const ask = useCallback(
    () => taken(api.GET("/api/v1/calls/{call}/costs", { params: { path: { call: call.id } } })),
    [call.id],
  );
  const load = useLoad<Costs>(ask);
  if (load.state === "failed" && load.problem.status === 403) return null;
  return (
    <section className="card call-part" aria-labelledby="call-costs">
      <h2 id="call-costs">{history.prices.title}</h2>
      <Shown load={load}>{(costs) => <Legs call={call} costs={costs} />}</Shown>
    </section>
  );
}

function Legs({ call, costs }: { call: Call; costs: Costs }) {
  const { words, format } = useI18n();
  const { prices } = words.history;
  const written = useNumbers();
  if (costs.legs.length === 0) return <p className="soft">{prices.nothing}</p>;
  const names = { member: call.member?.name, contact: call.contact.name, forward: "", colleague: "" };
  const unrated = costs.totals.some((each) => each.unrated > 0);
  const totals = costs.totals.flatMap((each) =>
    each.currency && each.count ? [format.cost(each.total, each.currency)] : [],
  );
  return (
    <>
      <ul className="prices">
        {costs.legs.map((charge) => {
          const role = call.legs.find((leg) => leg.id === charge.id)?.role ?? "contact";
          const { rate } = charge;
          return (
            <li key={charge.id}>
              <span className="prices-of">
                <strong>{names[role] || written(charge.number) || words.common.unknownCaller}</strong>
                <span className="soft small">
                  {format.clock(charge.units)}
                  {rate && ` · ${prices.rate(format.cost(rate.price, charge.currency ?? ""))}`}
                  {rate &&
                    rate.once > 0 &&
                    ` · ${prices.once(format.cost(rate.once, charge.currency ?? ""))}`}
                </span>
              </span>
              <CarriersPrice charge={charge} />
            </li>
          );
        })}
      </ul>
      <p className="prices-total">
        <span>{prices.total}</span>
        <strong className="number">{[...totals, ...(unrated ? [prices.noRate] : [])].join(" + ")}</strong>
      </p>
    </>
  );
}
