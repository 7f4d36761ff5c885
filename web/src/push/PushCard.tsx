import { Bell, BellOff, BellRing, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { Notice } from "../ui/Notice";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Shown } from "../ui/Shown";
import { ability, deviceHere, forgotten, NotAllowed, notifyHere, stopHere } from "./here";
import "./PushCard.css";

type Device = Schemas["PushDeviceView"];

/** Notifications of missed calls and new voicemails: on this device, and where else one is told. */
export function PushCard() {
  const { words, language } = useI18n();
  const { push } = words;
  const { session } = useSession();
  const me = session.member.id;
  const [here, setHere] = useState(() => deviceHere(me));
  const [can, setCan] = useState(ability);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const load = useLoad(useCallback(() => devicesOf(me), [me]));

  async function doing(what: () => Promise<void>) {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
      if (load.state === "ready") load.put(await devicesOf(me));
    } catch (error) {
      if (error instanceof NotAllowed) setCan(ability());
      else setProblem(asProblem(error));
    }
    setBusy(false);
  }
  const on = () => doing(async () => setHere(await notifyHere(me, language)));
  const off = () =>
    doing(async () => {
      await stopHere(me);
      setHere(null);
      setTried(false);
    });
  const test = (pushdevice: string) =>
    doing(async () => {
      await taken(api.POST("/api/v1/push-devices/{pushdevice}/test", { params: { path: { pushdevice } } }));
      setTried(true);
    });
  const remove = (device: Device) => (device.id === here ? off() : doing(() => forgotten(device.id)));

  return (
    <section className="card settings-part" aria-labelledby="push-card">
      <h2 id="push-card">{push.title}</h2>
      <p>{push.lead}</p>
      {can === "denied" && (
        <Notice kind="warn" title={push.denied}>
          <p>{push.deniedDetail}</p>
        </Notice>
      )}
      {can === "impossible" && <p className="small soft">{push.impossible}</p>}
      {can === "needs-install" && <p className="small soft">{push.needsInstall}</p>}
      {can === "possible" && (
        <div className="push-do">
          {here === null ? (
            <button type="button" className="button button-main" disabled={busy} onClick={on}>
              <Bell size={18} aria-hidden />
              {push.notify}
            </button>
          ) : (
            <>
              <button type="button" className="button" disabled={busy} onClick={() => test(here)}>
                <BellRing size={18} aria-hidden />
                {push.test}
              </button>
              <button type="button" className="button" disabled={busy} onClick={off}>
                <BellOff size={18} aria-hidden />
                {push.stop}
              </button>
            </>
          )}
        </div>
      )}
      <p role="status" className="small soft push-told">
        {tried && push.tested}
      </p>
      {problem && <ProblemNotice problem={problem} />}
      <Shown load={load}>
        {(devices) =>
          devices.length > 0 && (
            <ul className="push-devices" aria-label={push.devices}>
              {devices.map((device) => (
                <Row
                  key={device.id}
                  device={device}
                  here={device.id === here}
                  busy={busy}
                  remove={() => remove(device)}
                />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function Row(props: { device: Device; here: boolean; busy: boolean; remove: () => void }) {
  const { words, format } = useI18n();
  const { push } = words;
  const { device } = props;
  return (
    <li>
      <p>
        <strong>{device.name}</strong>
        {props.here && <span className="soft"> · {push.thisDevice}</span>}
        <span className="small soft push-when">
          {device.pushed_at ? push.last(format.ago(device.pushed_at, Date.now())) : push.never}
        </span>
      </p>
      <button
        type="button"
        className="button button-plain button-icon"
        aria-label={push.remove(device.name)}
        disabled={props.busy}
        onClick={props.remove}
      >
        <Trash2 size={18} aria-hidden />
      </button>
    </li>
  );
}

async function devicesOf(member: string): Promise<readonly Device[]> {
  const query = { member, limit: 100 };
  return (await taken(api.GET("/api/v1/push-devices", { params: { query } }))).items;
}
