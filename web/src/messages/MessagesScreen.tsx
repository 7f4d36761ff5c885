import { MessagesSquare } from "lucide-react";
import { usePlace } from "../app/router";
import { useWords } from "../i18n/I18n";
import { Nothing } from "../ui/Nothing";
import { useWide } from "../ui/useWide";
import { ConversationList } from "./ConversationList";
import { ConversationPage } from "./ConversationPage";
import { NewMessage } from "./NewMessage";
import { ScheduledPage } from "./ScheduledPage";
import { useKeyboard } from "./useKeyboard";
import "./MessagesScreen.css";

/** Conversations: at a desk the list, one of them and whom it is with side by side, on a phone one after the other. */
export function MessagesScreen() {
  const { messages } = useWords();
  const { pathname, search } = usePlace();
  const [, , conversation] = pathname.split("/");
  const wide = useWide();
  useKeyboard();
  return (
    <div className="panes">
      <ConversationList current={conversation} hidden={!wide && conversation !== undefined} />
      {conversation === "scheduled" ? (
        <ScheduledPage />
      ) : conversation === "new" ? (
        <NewMessage key={search} />
      ) : conversation ? (
        <ConversationPage key={conversation} id={conversation} />
      ) : (
        wide && (
          <div className="pane messages-choose">
            <Nothing icon={MessagesSquare} title={messages.choose}>
              <p>{messages.chooseDetail}</p>
            </Nothing>
          </div>
        )
      )}
    </div>
  );
}
