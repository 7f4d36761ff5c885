import { Hash, Plus, RotateCw } from "lucide-react";
import { useCallback, useEffect } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { usePages } from "../api/usePages";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useStream } from "../live/Live";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Nothing } from "../ui/Nothing";
import { Notice } from "../ui/Notice";
import { PagedList } from "../ui/PagedList";
import { type Carrier, type OwnNumber, openPurchases } from "./carriers";
import { NumberRow } from "./NumberRow";

/** The account's numbers, as its carrier gives them now. */
export function NumbersPart({ carrier }: { carrier: Carrier }) {
  const { carriers: words } = useConsoleWords();
  const { role } = useSession().session.member;
  const stream = useStream();
  const { id } = carrier.trunk;
  const ask = useCallback(
    (cursor: string | null) => {
      const params = { path: { trunk: id }, query: cursor ? { cursor } : {} };
      return taken(api.GET("/api/v1/carriers/{trunk}/numbers", { params }));
    },
    [id],
  );
  const pages = usePages<OwnNumber>(ask);
  const { again, put } = pages;
  useEffect(() => stream.on("number", ({ trunk }) => trunk === id && again()), [stream, id, again]);
  const buy = role === "owner" && carrier.sells_numbers && (
    <Link className="button" href={`/accounts/${id}/buy`}>
      <Plus size={18} aria-hidden />
      {words.buy}
    </Link>
  );
  return (
    <section className="numbers" aria-labelledby="carrier-numbers">
      <div className="part-head">
        <h2 id="carrier-numbers">
          <Hash size={20} aria-hidden />
          {words.numbers}
        </h2>
        <div className="page-do">
          <button type="button" className="button button-plain" onClick={again} disabled={pages.busy}>
            <RotateCw size={18} aria-hidden />
            {words.lookAgain}
          </button>
          {buy}
        </div>
      </div>
      <p className="soft numbers-lead">
        {words.numbersLead}
        {carrier.kind === "signalwire" && ` ${words.notSold}`}
      </p>
      <OpenPurchases id={id} />
      <PagedList
        label={words.numbers}
        pages={pages}
        row={(each) => (
          <NumberRow
            key={each.number}
            trunk={id}
            number={each}
            put={(now) =>
              put((items) =>
                now === undefined
                  ? items.filter(({ number }) => number !== each.number)
                  : items.map((one) => (one.number === now.number ? now : one)),
              )
            }
          />
        )}
        nothing={
          <Nothing icon={Hash} title={words.noNumbers}>
            <p>{words.noNumbersDetail}</p>
            {buy}
          </Nothing>
        }
      />
    </section>
  );
}

/** Numbers of which it is not known yet whether they were bought. */
function OpenPurchases({ id }: { id: string }) {
  const { carriers: words } = useConsoleWords();
  const written = useNumbers();
  const stream = useStream();
  const load = useLoad(useCallback(() => openPurchases(id), [id]));
  const { again } = load;
  useEffect(() => stream.on("number", ({ trunk }) => trunk === id && again()), [stream, id, again]);
  if (load.state !== "ready") return null;
  return load.data.map(({ id, number }) => (
    <Notice key={id} kind="warn" title={words.unknownPurchase(written(number))}>
      <p>{words.unknownPurchaseDetail}</p>
    </Notice>
  ));
}
