import type { Schemas } from "../api/client";
import { useI18n } from "../i18n/I18n";

import "./CarriersPrice.css";

type Charge = Schemas["ChargeView"];

/** What something cost: the carrier's price where it is known, else our estimate, and how far it is to be trusted. */
export function CarriersPrice({ charge }: { charge: Charge }) {
  const { words, format } = useI18n();
  const { prices } = words.history;
  const money = (amount: number, currency: string | null) => format.cost(amount, currency ?? "");
  if (charge.price !== null) {
    const apart = charge.difference ? money(Math.abs(charge.difference), charge.price_currency) : "";
    const beside =
      charge.estimate === null
        ? prices.carriers
        : charge.difference === null
          ? prices.estimated(money(charge.estimate, charge.currency))
          : apart
            ? prices.apart(charge.difference, apart)
            : prices.asEstimated;
    return <Amount amount={money(charge.price, charge.price_currency)} beside={beside} />;
  }
  return (
    <Amount
      amount={charge.estimate === null ? prices.noRate : money(charge.estimate, charge.currency)}
      beside={prices.states[charge.state]}
      why={charge.reason}
    />
  );
}

function Amount({ amount, beside, why }: { amount: string; beside: string; why?: string }) {
  return (
    <span className="price">
      <strong className="number">{amount}</strong>
      <span className="soft small" title={why || undefined}>
        {beside}
      </span>
    </span>
  );
}
