import { api, taken } from "../api/client";
import { go } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { useWorkspace } from "../session/SessionGate";
import { Page } from "../ui/Page";
import { Part } from "../ui/Part";
import { TrunkForm } from "./TrunkForm";
import { bodyOf, newTrunk } from "./trunks";

/** Connects a carrier. */
export function NewTrunk() {
  const { common } = useWords();
  const { trunks: words } = useConsoleWords();
  const { country } = useWorkspace();
  return (
    <Page title={words.new} lead={words.newLead} back={{ href: "/trunks", words: common.trunks }} narrow>
      <Part title={words.connection}>
        <TrunkForm
          isNew
          kept="trunk.new"
          saved={newTrunk(country)}
          save={async (draft, password) => {
            const made = await taken(api.POST("/api/v1/trunks", { body: bodyOf(draft, password) }));
            go(`/trunks/${made.id}`, { replace: true });
          }}
        />
      </Part>
    </Page>
  );
}
