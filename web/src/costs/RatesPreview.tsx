import type { ReactNode } from "react";
import type { Schemas } from "../api/client";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { Notice } from "../ui/Notice";

type Preview = Schemas["RatesPreviewView"];

/** What importing a file would change, or what must be mended in it first. */
export function RatesPreview({
  name,
  preview,
  currency,
}: {
  name: string;
  preview: Preview;
  currency: string;
}) {
  const { format } = useI18n();
  const { costs } = useConsoleWords();
  const written = (price: number) =>
    /^[A-Z]{3}$/.test(currency) ? format.cost(price, currency) : String(price / 1_000_000);
  return (
    <section className="costs-preview" aria-label={name} aria-live="polite">
      <h3 dir="auto">
        {name}: {costs.rows(preview.rates)}
      </h3>
      {preview.wrong === 0 ? (
        <p>{costs.changes(preview.added, preview.changed, preview.same, preview.gone)}</p>
      ) : (
        <Notice kind="bad" title={costs.wrong(preview.wrong)}>
          <p>{costs.wrongDetail}</p>
        </Notice>
      )}
      {preview.left_out.length > 0 && (
        <p className="soft small">{costs.leftOut(format.list(preview.left_out))}</p>
      )}
      {preview.errors.length > 0 && (
        <Table columns={[costs.line, costs.column, costs.whatIsWrong]} label={costs.whatIsWrong}>
          {preview.errors.map((each) => (
            <tr key={each.line}>
              <td className="number">{each.line}</td>
              <td>{each.column}</td>
              <td>{each.text}</td>
            </tr>
          ))}
        </Table>
      )}
      {preview.wrong === 0 && (
        <>
          <Table
            columns={[costs.prefix, costs.bys.kind, costs.bys.direction, costs.price, costs.counting]}
            label={name}
          >
            {preview.samples.map((rate) => (
              <tr key={`${rate.kind} ${rate.direction} ${rate.prefix}`}>
                <td className="number">{rate.prefix || costs.everyNumber}</td>
                <td>{costs.kinds[rate.kind]}</td>
                <td>{costs.directions[rate.direction as keyof typeof costs.directions]}</td>
                <td className="number">
                  {written(rate.price)}
                  {rate.once > 0 && ` + ${written(rate.once)}`}
                </td>
                <td>{rate.kind === "call" && costs.seconds(rate.minimum_seconds, rate.increment_seconds)}</td>
              </tr>
            ))}
          </Table>
          {preview.rates > preview.samples.length && (
            <p className="soft small">{costs.first(preview.samples.length)}</p>
          )}
        </>
      )}
    </section>
  );
}

function Table(props: { columns: readonly string[]; label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by the keyboard
    <section className="costs-table" tabIndex={0} aria-label={props.label}>
      <table>
        <thead>
          <tr>
            {props.columns.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}
