import { Coins, Download, MessageSquare, Phone } from "lucide-react";
import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { usePages } from "../api/usePages";
import { Link, usePlace } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { useNumbers } from "../numbers/useNumbers";
import { Nothing } from "../ui/Nothing";
import { Page } from "../ui/Page";
import { PagedList } from "../ui/PagedList";
import { CarriersPrice } from "./CarriersPrice";

type Charge = Schemas["ChargeView"];

const NAMES = ["month", "line", "member", "direction"] as const;

/** Each leg and message of a month that cost something, the latest first. */
export function ChargesPage() {
  const { format } = useI18n();
  const { costs } = useConsoleWords();
  const place = usePlace();
  const asked = new URLSearchParams(
    NAMES.flatMap((name) =>
      place.searchParams.has(name) ? [[name, place.searchParams.get(name) ?? ""]] : [],
    ),
  ).toString();
  const pages = usePages<Charge>(
    useCallback(
      (cursor: string | null) => {
        const query = { ...Object.fromEntries(new URLSearchParams(asked)), ...(cursor && { cursor }) };
        return taken(api.GET("/api/v1/costs/charges", { params: { query } }));
      },
      [asked],
    ),
  );
  const month = place.searchParams.get("month");
  const back = month ? `/costs?month=${encodeURIComponent(month)}` : "/costs";
  return (
    <Page
      title={month ? costs.chargesOf(format.month(month)) : costs.charges}
      back={{ href: back, words: costs.back }}
      actions={
        <a className="button" href={`/api/v1/costs/export?${asked}`} download>
          <Download size={18} aria-hidden />
          {costs.download}
        </a>
      }
    >
      <PagedList
        label={costs.charges}
        pages={pages}
        row={(charge) => <Row key={charge.id} charge={charge} />}
        nothing={<Nothing icon={Coins} title={costs.nothing} />}
      />
    </Page>
  );
}

function Row({ charge }: { charge: Charge }) {
  const { words, format } = useI18n();
  const { costs } = useConsoleWords();
  const written = useNumbers();
  const Kind = charge.kind === "call" ? Phone : MessageSquare;
  const length = charge.kind === "call" ? format.clock(charge.units) : costs.segments(charge.units);
  const body = (
    <>
      <Kind size={20} aria-hidden />
      <span className="row-main">
        <strong>{written(charge.number) || words.common.unknownCaller}</strong>
        <span className="soft small charge-what">
          {costs.directions[charge.direction]} · {length} ·{" "}
          <time dateTime={charge.at} title={format.exact(charge.at)}>
            {format.dayAndTime(charge.at)}
          </time>
        </span>
      </span>
      <CarriersPrice charge={charge} />
    </>
  );
  return (
    <li>
      {charge.call ? (
        <Link className="row" href={`/history/${charge.call}`}>
          {body}
        </Link>
      ) : (
        <div className="row">{body}</div>
      )}
    </li>
  );
}
