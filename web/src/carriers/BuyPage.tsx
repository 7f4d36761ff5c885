import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Page } from "../ui/Page";
import { Shown } from "../ui/Shown";
import { carrierOf } from "./carriers";
import { Shop } from "./Shop";

/** Numbers to buy for an account. */
export function BuyPage({ id }: { id: string }) {
  const { common } = useWords();
  const { carriers: words } = useConsoleWords();
  const load = useLoad(
    useCallback(async () => {
      const params = { path: { trunk: id } };
      const [carrier, countries] = await Promise.all([
        carrierOf(id),
        taken(api.GET("/api/v1/carriers/{trunk}/countries", { params })),
      ]);
      return { carrier, countries: countries.items };
    }, [id]),
  );
  const name = load.state === "ready" ? load.data.carrier.trunk.name : common.carriers;
  return (
    <Page title={words.buy} lead={words.searchLead} back={{ href: `/accounts/${id}`, words: name }}>
      <Shown load={load}>{(found) => <Shop {...found} />}</Shown>
    </Page>
  );
}
