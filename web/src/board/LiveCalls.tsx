import { useWords } from "../i18n/I18n";
import { useNow } from "../live/useNow";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Skeleton } from "../ui/Skeleton";
import { Badge } from "../ui/Things";
import { LiveCall } from "./LiveCall";
import { useBoard } from "./useBoard";

/** Every call of the workspace that is up, by the live stream. */
export function LiveCalls() {
  const { board } = useWords();
  const { calls, problem, again } = useBoard();
  const now = useNow(calls !== undefined && calls.length > 0);
  return (
    <Part
      title={board.calls}
      actions={calls && calls.length > 0 && <Badge kind="good">{board.up(calls.length)}</Badge>}
    >
      {problem && <ProblemNotice problem={problem} again={again} />}
      {calls === undefined ? (
        !problem && <Skeleton />
      ) : calls.length === 0 ? (
        <p className="soft">{board.noCalls}</p>
      ) : (
        <ul className="live-calls" aria-label={board.calls}>
          {calls.map((call) => (
            <LiveCall key={call.id} call={call} now={now} />
          ))}
        </ul>
      )}
    </Part>
  );
}
