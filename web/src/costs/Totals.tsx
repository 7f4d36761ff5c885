import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { Notice } from "../ui/Notice";
import { counted, type Sums } from "./costs";

/** What a month cost: a card for each currency, and what stands open. */
export function Totals({ sums, own }: { sums: readonly Sums[]; own: boolean }) {
  const { costs } = useConsoleWords();
  const unrated = counted(sums, "unrated");
  const priced = sums.filter((each) => each.currency);
  return (
    <>
      {priced.length > 0 && (
        <ul className="costs-totals" aria-label={costs.totals}>
          {priced.map((each) => (
            <Total key={each.currency} sums={each} />
          ))}
        </ul>
      )}
      {priced.length > 1 && <p className="soft small">{costs.currencies}</p>}
      {unrated > 0 && (
        <Notice kind="info" title={costs.unrated(unrated)}>
          <p>{own ? costs.unratedOwn : costs.unratedDetail}</p>
          {!own && (
            <Link className="button" href="/costs/rates">
              {costs.toRates}
            </Link>
          )}
        </Notice>
      )}
    </>
  );
}

function Total({ sums }: { sums: Sums }) {
  const { format } = useI18n();
  const { costs } = useConsoleWords();
  const currency = sums.currency ?? "";
  const facts = [
    [costs.estimated, format.cost(sums.estimate, currency)],
    [costs.told, sums.price === 0 ? costs.noneYet : format.cost(sums.price, currency)],
    ...(sums.difference !== 0
      ? [[costs.difference, costs.apart(sums.difference, format.cost(Math.abs(sums.difference), currency))]]
      : []),
    ...(sums.waiting > 0 ? [[costs.open, costs.openFor(sums.waiting)]] : []),
    ...(sums.given_up > 0 ? [[costs.never, costs.neverFor(sums.given_up)]] : []),
  ] as const;
  return (
    <li className="card costs-total">
      <p className="soft small">{costs.total(currency)}</p>
      <p className="costs-amount">{format.cost(sums.total, currency)}</p>
      <p className="soft small">{costs.count(sums.count)}</p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
