import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Page } from "../ui/Page";
import { Part } from "../ui/Part";
import { BlockList } from "./BlockList";
import { everyBlock } from "./blocks";

/** Who is put through on no line of the workspace. */
export function BlockedCallers() {
  const { common } = useWords();
  const { lines: words } = useConsoleWords();
  const load = useLoad(everyBlock);
  return (
    <Page
      title={words.blocked}
      lead={words.blockedLead}
      back={{ href: "/lines", words: common.lines }}
      narrow
    >
      <Part title={words.onEveryLine}>
        <BlockList
          load={load}
          line={null}
          shown={(block) => block.line === null}
          none={words.nobodyBlocked}
        />
      </Part>
    </Page>
  );
}
