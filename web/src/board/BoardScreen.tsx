import { useWords } from "../i18n/I18n";
import { DutyBoard } from "./DutyBoard";
import { LiveCalls } from "./LiveCalls";
import { PhoneBoard } from "./PhoneBoard";
import "./BoardScreen.css";

/** What goes on now: the calls that are up, who is on duty where, and which softphones can be rung. */
export function BoardScreen() {
  const { common } = useWords();
  return (
    <div className="board">
      <h1>{common.live}</h1>
      <LiveCalls />
      <DutyBoard />
      <PhoneBoard />
    </div>
  );
}
