import { FileSpreadsheet } from "lucide-react";
import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { serverNow } from "../live/clock";
import { Confirm } from "../ui/Confirm";
import { Nothing } from "../ui/Nothing";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { Badge, Thing, Things } from "../ui/Things";
import { useUndo } from "../ui/Undo";
import { ImportRates } from "./ImportRates";

type Sheet = Schemas["SheetView"];
export type Trunk = Schemas["TrunkView"];

const takeBack = (sheet: Sheet) =>
  taken(api.DELETE("/api/v1/rate-sheets/{sheet}", { params: { path: { sheet: sheet.id } } }));

/** The rates that were imported, and new ones. */
export function RatesPage() {
  const { costs } = useConsoleWords();
  const offerUndo = useUndo();
  const ask = useCallback(async () => {
    const params = { params: { query: { limit: 200 } } };
    const [sheets, trunks] = await Promise.all([
      taken(api.GET("/api/v1/rate-sheets", params)),
      taken(api.GET("/api/v1/trunks", params)),
    ]);
    return { sheets: sheets.items, trunks: trunks.items };
  }, []);
  const load = useLoad(ask);
  return (
    <Shown load={load}>
      {({ sheets, trunks }) => (
        <div className="costs-rates">
          <ImportRates
            trunks={trunks}
            imported={(sheet) => {
              load.again();
              offerUndo({
                words: costs.imported(sheet.name),
                undo: async () => {
                  await takeBack(sheet);
                  load.again();
                },
              });
            }}
          />
          <Part title={costs.held} icon={FileSpreadsheet}>
            {sheets.length === 0 ? (
              <Nothing icon={FileSpreadsheet} title={costs.none}>
                <p>{costs.noneDetail}</p>
              </Nothing>
            ) : (
              <Things label={costs.held}>
                {sheets.map((sheet) => (
                  <Held key={sheet.id} sheet={sheet} trunks={trunks} gone={load.again} />
                ))}
              </Things>
            )}
          </Part>
        </div>
      )}
    </Shown>
  );
}

function Held({ sheet, trunks, gone }: { sheet: Sheet; trunks: readonly Trunk[]; gone: () => void }) {
  const { format } = useI18n();
  const { costs } = useConsoleWords();
  const trunk = trunks.find((each) => each.id === sheet.trunk)?.name;
  return (
    <Thing
      icon={FileSpreadsheet}
      name={trunk ? `${trunk}: ${sheet.name}` : sheet.name}
      badge={
        <Badge kind={sheet.current ? "good" : "plain"}>{sheet.current ? costs.holds : costs.replaced}</Badge>
      }
      detail={costs.sheet(
        costs.rows(sheet.size),
        sheet.currency,
        sheet.made_by_name,
        format.ago(sheet.made_at, serverNow()),
      )}
      actions={
        sheet.current && (
          <Confirm
            label={costs.takeBack}
            name={costs.takeBackName(sheet.name)}
            title={costs.takeBackQuestion}
            yes={costs.takeBack}
            act={async () => {
              await takeBack(sheet);
              gone();
            }}
          >
            <p>{costs.takeBackDetail}</p>
          </Confirm>
        )
      }
    />
  );
}
