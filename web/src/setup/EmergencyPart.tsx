import { CircleCheck, Siren } from "lucide-react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useNumbers } from "../numbers/useNumbers";
import { useSession } from "../session/SessionGate";
import { Confirm } from "../ui/Confirm";
import { Notice } from "../ui/Notice";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { EmergencyForm } from "./EmergencyForm";
import { type Emergency, type EmergencySetUp, emergencySetUp } from "./emergency";

/** Whether emergency calls work from desk and browser phones, said as plainly as it matters; and how to set them up. */
export function EmergencyPart() {
  const { emergency: words } = useConsoleWords();
  const load = useLoad(emergencySetUp);
  const { role } = useSession().session.member;
  return (
    <Part title={words.title} icon={Siren}>
      <Shown load={load}>
        {(found) => {
          const put = (emergency: Emergency) => load.put({ ...found, emergency });
          return (
            <>
              <Standing found={found} />
              {role !== "owner" ? (
                <p className="soft">{words.askOwner}</p>
              ) : found.trunks.length === 0 || found.lines.length === 0 ? (
                <p>{words.needsLine}</p>
              ) : (
                <EmergencyForm found={found} put={put} />
              )}
              {role === "owner" && found.emergency.trunk !== null && <SwitchOff put={put} />}
              <p className="small soft">{words.dialPad}</p>
            </>
          );
        }}
      </Shown>
    </Part>
  );
}

function Standing({ found }: { found: EmergencySetUp }) {
  const { emergency: words } = useConsoleWords();
  const written = useNumbers();
  const { lacks } = found.emergency;
  if (lacks !== null)
    return (
      <>
        <Notice kind="warn" title={words.off(lacks)} />
        <div>
          <h3>{words.meansTitle}</h3>
          <p>{words.means}</p>
        </div>
        <div>
          <h3>{words.howTitle}</h3>
          <ol className="setup-how">
            {words.how.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </div>
      </>
    );
  const trunk = found.trunks.find((each) => each.id === found.emergency.trunk);
  const line = found.lines.find((each) => each.id === found.emergency.line);
  return (
    <>
      <p className="setup-good">
        <CircleCheck size={20} aria-hidden />
        <span>
          <strong>{words.works}</strong> {trunk && line && words.worksHow(trunk.name, written(line.number))}
        </span>
      </p>
      {trunk?.health.state === "down" && (
        <Notice kind="bad" title={words.trunkDown(trunk.name)}>
          <Link className="button" href={`/trunks/${trunk.id}`}>
            {words.seeTrunk}
          </Link>
        </Notice>
      )}
    </>
  );
}

function SwitchOff({ put }: { put: (now: Emergency) => void }) {
  const { emergency: words } = useConsoleWords();
  return (
    <div>
      <Confirm
        className="button"
        label={words.switchOff}
        title={words.switchOffQuestion}
        yes={words.switchOff}
        act={async () => put(await taken(api.DELETE("/api/v1/emergency")))}
      >
        <p>{words.switchOffDetail}</p>
      </Confirm>
    </div>
  );
}
