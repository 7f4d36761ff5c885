import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { useNumbers } from "../numbers/useNumbers";
import { Confirm } from "../ui/Confirm";
import { Copied } from "../ui/Copied";
import { Shown } from "../ui/Shown";
import type { Line } from "./lines";

/** The PIN that makes the phone from which it is texted to the line one of the line's. */
export function LinePin({ line }: { line: Line }) {
  const { lines: words } = useConsoleWords();
  const written = useNumbers();
  const path = { params: { path: { line: line.id } } };
  const ask = useCallback(
    () => taken(api.GET("/api/v1/lines/{line}/pin", { params: { path: { line: line.id } } })),
    [line.id],
  );
  const load = useLoad(ask);
  return (
    <Shown load={load}>
      {({ pin }) => (
        <div className="form">
          <Copied label={words.pin} text={pin} />
          <p className="small soft">{words.pinHow(written(line.number))}</p>
          <div>
            <Confirm
              className="button"
              label={words.newPin}
              title={words.newPinQuestion}
              yes={words.newPin}
              act={async () =>
                load.put(await taken(api.PUT("/api/v1/lines/{line}/pin", { ...path, body: { pin: null } })))
              }
            >
              <p>{words.newPinDetail}</p>
            </Confirm>
          </div>
        </div>
      )}
    </Shown>
  );
}
