import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { go } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { Page } from "../ui/Page";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { LineForm } from "./LineForm";
import { type Trunk, trunksThere } from "./lines";

/** Adds a number of the workspace's own. */
export function NewLine() {
  const { words, language } = useI18n();
  const { lines } = useConsoleWords();
  const load = useLoad(useCallback(trunksThere, []));
  const first = (trunks: readonly Trunk[]) => trunks.slice(0, 1).map(({ id }) => id);
  return (
    <Page title={lines.new} lead={lines.newLead} back={{ href: "/lines", words: words.common.lines }} narrow>
      <Part title={lines.numberAndName}>
        <Shown load={load}>
          {(trunks) => (
            <LineForm
              isNew
              kept="line.new"
              trunks={trunks}
              saved={{ number: "", name: "", language, voice: true, trunks: first(trunks) }}
              save={async (body) => {
                const made = await taken(api.POST("/api/v1/lines", { body }));
                go(`/lines/${made.id}`, { replace: true });
              }}
            />
          )}
        </Shown>
      </Part>
    </Page>
  );
}
