import { useWords } from "../i18n/I18n";
import { Page } from "../ui/Page";
import { EmergencyPart } from "./EmergencyPart";
import { Guide } from "./Guide";
import "./SetupScreen.css";

/** How far the workspace is set up, and what is next. */
export function SetupScreen() {
  const { common } = useWords();
  return (
    <Page title={common.setup}>
      <div className="setup-columns">
        <Guide />
        <EmergencyPart />
      </div>
    </Page>
  );
}
