import { useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Confirm } from "../ui/Confirm";
import { Notice } from "../ui/Notice";
import { TextField } from "../ui/TextField";
import { Badge } from "../ui/Things";
import { Can } from "./Can";
import type { Carrier, Offer, Price } from "./carriers";

type Bought = Schemas["BoughtView"];

/** A number that is to be had: what it costs, and what came of buying it. */
export function OfferRow({ carrier, offer, price }: { carrier: Carrier; offer: Offer; price: Price | null }) {
  const { carriers: words } = useConsoleWords();
  const { format } = useI18n();
  const written = useNumbers();
  const [bought, setBought] = useState<Bought>();
  const costs = price && format.money(price.amount, price.currency);
  const once = price && Number(price.once) > 0 && format.money(price.once, price.currency);
  return (
    <li className="offer">
      <div className="own-number-what">
        <p className="own-number-name">
          <strong className="number">{written(offer.number)}</strong>
          {offer.place && <span className="small soft">{offer.place}</span>}
        </p>
        <Can number={offer} />
      </div>
      {costs && (
        <span className="offer-price">
          {words.aMonth(costs)}
          {once && <span className="small soft"> {words.once(once)}</span>}
        </span>
      )}
      {offer.address !== "none" ? (
        <div className="offer-address">
          <Badge kind="warn">{words.needsAddress}</Badge>
          <span className="small soft">{words.needsAddressDetail}</span>
        </div>
      ) : (
        price &&
        costs &&
        !bought && <Buy {...{ carrier, offer, price, costs, once: once || undefined, done: setBought }} />
      )}
      {bought && <CameOf bought={bought} carrier={carrier} />}
    </li>
  );
}

/** Asks once more, with the number and what it costs. */
function Buy(props: {
  carrier: Carrier;
  offer: Offer;
  price: Price;
  costs: string;
  /** What it costs besides, when it is bought. */
  once: string | undefined;
  done: (bought: Bought) => void;
}) {
  const { carriers: words } = useConsoleWords();
  const written = useNumbers();
  const [name, setName] = useState("");
  const { carrier, offer, price, costs, once } = props;
  const shown = written(offer.number);
  return (
    <Confirm
      className="button"
      label={words.buyIt}
      name={words.buyName(shown)}
      title={words.buyQuestion(shown)}
      yes={words.buyYes(costs)}
      good
      act={async () => {
        const body = { number: offer.number, type: offer.type, ...price, name, language: "en" };
        const path = { trunk: carrier.trunk.id };
        props.done(await taken(api.POST("/api/v1/carriers/{trunk}/purchases", { params: { path }, body })));
      }}
    >
      <div className="form">
        <p>{words.buyDetail(costs, carrier.trunk.name)}</p>
        {once && <p>{words.buyOnce(once)}</p>}
        <p>{words.buyThen}</p>
        <TextField label={words.lineName} hint={words.lineNameHint} value={name} change={setName} />
      </div>
    </Confirm>
  );
}

function CameOf({ bought, carrier }: { bought: Bought; carrier: Carrier }) {
  const { carriers: words, lines } = useConsoleWords();
  const written = useNumbers();
  const number = written(bought.purchase.number);
  const at = `/accounts/${carrier.trunk.id}`;
  return (
    <div className="own-number-problem">
      {bought.purchase.state !== "bought" ? (
        <Notice kind="warn" title={words.unknownPurchase(number)}>
          <p>{words.unknownPurchaseDetail}</p>
        </Notice>
      ) : bought.number === null ? (
        <Notice kind="warn" title={words.boughtHint(number)}>
          <p>{bought.hint}</p>
          <Link className="button" href={at}>
            {words.numbers}
          </Link>
        </Notice>
      ) : (
        <Notice kind="info" title={words.bought(number)}>
          <div className="form-do">
            <Link className="button" href={`/lines/${bought.number.line}`}>
              {lines.whenCalled}
            </Link>
            <Link className="button button-plain" href={at}>
              {words.numbers}
            </Link>
          </div>
        </Notice>
      )}
    </div>
  );
}
