import { Activity, Trash2 } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { go } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useI18n, useWords } from "../i18n/I18n";
import { Confirm } from "../ui/Confirm";
import { Page } from "../ui/Page";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { TrunkBadge } from "./TrunkBadge";
import { TrunkForm } from "./TrunkForm";
import { changeOf, draftOf, type Trunk, trunkOf } from "./trunks";

const AGAIN_MS = 5000;

/** One trunk: how it is, and how it is set up. */
export function TrunkPage({ id }: { id: string }) {
  const { common } = useWords();
  const { trunks: words } = useConsoleWords();
  const load = useLoad(useCallback(() => trunkOf(id), [id]));
  const { again } = load;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  const trunk = load.state === "ready" ? load.data : undefined;
  return (
    <Page
      title={trunk?.name ?? common.trunks}
      back={{ href: "/trunks", words: common.trunks }}
      actions={trunk && <TrunkBadge trunk={trunk} />}
      narrow
    >
      <Shown load={load}>
        {(found) => (
          <>
            <Health trunk={found} put={load.put} />
            <Part title={words.connection}>
              <TrunkForm
                kept={`trunk.${id}`}
                saved={draftOf(found)}
                hasPassword={found.has_password}
                save={async (draft, password) => {
                  const path = { params: { path: { trunk: id } } };
                  const body = changeOf(draft, password);
                  load.put(await taken(api.PATCH("/api/v1/trunks/{trunk}", { ...path, body })));
                }}
              />
            </Part>
            <Remove trunk={found} />
          </>
        )}
      </Shown>
    </Page>
  );
}

/** How the trunk was last seen, and a way to ask it now. */
function Health({ trunk, put }: { trunk: Trunk; put: (trunk: Trunk) => void }) {
  const { format } = useI18n();
  const { trunks: words } = useConsoleWords();
  const [testing, setTesting] = useState(false);
  const [tested, setTested] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const { state, latency_ms, error, registration } = trunk.health;

  async function test() {
    setTesting(true);
    setProblem(undefined);
    try {
      const path = { trunk: trunk.id };
      put(await taken(api.POST("/api/v1/trunks/{trunk}/test", { params: { path } })));
      setTested(new Date().toISOString());
    } catch (problem) {
      setProblem(asProblem(problem));
    }
    setTesting(false);
  }

  return (
    <Part title={words.health} icon={Activity}>
      <dl className="facts" aria-live="polite">
        <div>
          <dt>{words.answers}</dt>
          <dd>{words.states[state](latency_ms === null ? null : Math.round(latency_ms))}</dd>
        </div>
        <div>
          <dt>{words.registration}</dt>
          <dd>{registration === null ? words.notRegistering : words.registrations[registration]}</dd>
        </div>
        {error && (
          <div>
            <dt>{words.lastError}</dt>
            <dd className="trunk-error">{error}</dd>
          </div>
        )}
      </dl>
      {problem && <ProblemNotice problem={problem} />}
      <div className="form-do">
        <button type="button" className="button" disabled={testing} onClick={test}>
          {testing ? words.testing : words.test}
        </button>
        <span className="small soft" role="status">
          {tested && !testing && words.tested(format.second(tested))}
        </span>
      </div>
    </Part>
  );
}

function Remove({ trunk }: { trunk: Trunk }) {
  const { trunks: words } = useConsoleWords();
  return (
    <Part title={words.remove}>
      <p className="soft">{words.removeDetail}</p>
      <div>
        <Confirm
          className="button"
          label={
            <>
              <Trash2 size={18} aria-hidden />
              {words.remove}
            </>
          }
          title={words.removeQuestion(trunk.name)}
          yes={words.remove}
          act={async () => {
            await taken(api.DELETE("/api/v1/trunks/{trunk}", { params: { path: { trunk: trunk.id } } }));
            go("/trunks", { replace: true });
          }}
        >
          <p>{words.removeDetail}</p>
        </Confirm>
      </div>
    </Part>
  );
}
