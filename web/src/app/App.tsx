import { Calls } from "../calls/Calls";
import { Live } from "../live/Live";
import { SessionGate } from "../session/SessionGate";
import { Undo } from "../ui/Undo";
import { Shell } from "./Shell";

/** The whole app: what is inside needs what is around it. */
export function App() {
  return (
    <SessionGate>
      <Live>
        <Calls>
          <Undo>
            <Shell />
          </Undo>
        </Calls>
      </Live>
    </SessionGate>
  );
}
