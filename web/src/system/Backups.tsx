import { DatabaseBackup } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { serverNow } from "../live/clock";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";

type View = Schemas["BackupsView"];

const LOOK_EVERY_MS = 500;
const DAY_MS = 86_400_000;

/** The copies of the database, and a new one with how far it is. */
export function Backups({ changed }: { changed: () => void }) {
  const load = useLoad(useCallback(() => taken(api.GET("/api/v1/backups")), []));
  const { again } = load;
  const making = load.state === "ready" && load.data.progress !== null;
  const [made, setMade] = useState(false);
  useEffect(() => {
    if (!making) return;
    setMade(true);
    const timer = setInterval(again, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [making, again]);
  useEffect(() => {
    if (made && !making) changed();
  }, [made, making, changed]);
  return <Shown load={load}>{(backups) => <Part backups={backups} put={load.put} />}</Shown>;
}

function Part({ backups, put }: { backups: View; put: (backups: View) => void }) {
  const { words, format } = useI18n();
  const { system } = words;
  const [problem, setProblem] = useState<Problem>();
  const [asking, setAsking] = useState(false);
  async function make() {
    setAsking(true);
    setProblem(undefined);
    try {
      put(await taken(api.POST("/api/v1/backups")));
    } catch (error) {
      setProblem(asProblem(error));
    }
    setAsking(false);
  }
  const last = backups.items[0];
  const old = last !== undefined && serverNow() - Date.parse(last.made_at) > DAY_MS;
  return (
    <section className="card system-part" aria-labelledby="system-backups">
      <div className="system-head">
        <div>
          <h2 id="system-backups">{system.backups}</h2>
          <p className={old ? "disk-warning" : "soft"}>
            {last === undefined ? system.noBackup : system.lastBackup(format.ago(last.made_at, serverNow()))}
          </p>
        </div>
        {!backups.instead && (
          <button
            type="button"
            className="button button-main"
            disabled={asking || backups.progress !== null}
            onClick={make}
          >
            <DatabaseBackup size={18} aria-hidden />
            {system.makeBackup}
          </button>
        )}
      </div>
      {problem && <ProblemNotice problem={problem} />}
      {backups.failure && (
        <Notice kind="bad" title={words.common.failed} children={<p>{backups.failure}</p>} />
      )}
      {backups.instead && (
        <Notice kind="info">
          <p>{backups.instead}</p>
        </Notice>
      )}
      {backups.progress !== null && (
        <p className="backup-progress" role="status">
          <span>{system.making}</span>
          <progress value={backups.progress} aria-label={system.making} />
        </p>
      )}
      {backups.items.length > 0 && (
        <ul className="backups" aria-label={system.backups}>
          {backups.items.map((each) => (
            <li key={each.name}>
              <span>{format.exact(each.made_at)}</span>
              <span className="soft small backup-name">{each.name}</span>
              <span className="number">{format.bytes(each.size)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="small soft">{system.backupsDetail(backups.folder, backups.kept)}</p>
    </section>
  );
}
