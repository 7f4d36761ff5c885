import { Link, usePlace } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Page } from "../ui/Page";
import { ChargesPage } from "./ChargesPage";
import { MonthPage } from "./MonthPage";
import { RatesPage } from "./RatesPage";
import "../ui/Pages.css";
import "./CostsScreen.css";

/** What calls and messages cost, and by which rates. Agents find their own costs, and no rates. */
export function CostsScreen() {
  const { common } = useWords();
  const { costs } = useConsoleWords();
  const [, , page] = usePlace().pathname.split("/");
  const { role } = useSession().session.member;
  if (page === "charges") return <ChargesPage />;
  const rates = page === "rates" && role !== "agent";
  return (
    <Page title={common.costs} lead={role === "agent" ? costs.leadOwn : costs.lead}>
      {role !== "agent" && (
        <nav className="pages" aria-label={common.costs}>
          <Link href="/costs" aria-current={rates ? undefined : "page"}>
            {costs.months}
          </Link>
          <Link href="/costs/rates" aria-current={rates ? "page" : undefined}>
            {costs.rates}
          </Link>
        </nav>
      )}
      {rates ? <RatesPage /> : <MonthPage />}
    </Page>
  );
}
