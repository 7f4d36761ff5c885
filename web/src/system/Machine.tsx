import type { Schemas } from "../api/client";
import { useI18n } from "../i18n/I18n";
import { serverNow } from "../live/clock";

type SystemView = Schemas["SystemView"];

/** What it runs on, and how full its disks are. */
export function Machine({ system }: { system: SystemView }) {
  const { words, format } = useI18n();
  const { worker } = system;
  const facts = [
    ...system.versions.map(({ name, version }) => [name, version || words.system.silent] as const),
    [words.system.network, words.system.networks[worker.telephony]] as const,
    [words.system.connection, worker.connected ? words.system.connected : words.system.notConnected] as const,
    [words.system.running, format.ago(worker.started_at, serverNow())] as const,
    [words.system.liveCalls, String(worker.live_calls)] as const,
    [words.system.memory, format.bytes(worker.memory)] as const,
  ];
  return (
    <>
      <section className="card system-part" aria-labelledby="system-runs">
        <h2 id="system-runs">{words.system.runsOn}</h2>
        <dl className="system-facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="soft small">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="small soft">{words.system.logs}</p>
      </section>
      <section className="card system-part" aria-labelledby="system-disk">
        <h2 id="system-disk">{words.system.disk}</h2>
        {system.disks.map((disk) => (
          <Disk key={disk.folder} disk={disk} />
        ))}
        <Used used={system.used} />
      </section>
    </>
  );
}

function Disk({ disk }: { disk: SystemView["disks"][number] }) {
  const { words, format } = useI18n();
  const full = (disk.total - disk.free) / disk.total;
  const told = words.system.freeOf(format.bytes(disk.free), format.bytes(disk.total));
  return (
    <div className="disk">
      <p>
        <span className="disk-folder">{disk.folder}</span>
        <strong>{told}</strong>
      </p>
      <meter
        className={`disk-meter disk-${disk.state}`}
        min={0}
        max={1}
        value={full}
        aria-label={disk.folder}
      >
        {told}
      </meter>
      {disk.state !== "good" && <p className="disk-warning">{words.system.makeRoom}</p>}
    </div>
  );
}

function Used({ used }: { used: SystemView["used"] }) {
  const { words, format } = useI18n();
  const parts = [
    [words.system.database, used.database],
    [words.system.voicemails, used.voicemails],
    [words.system.backups, used.backups],
  ] as const;
  return (
    <dl className="system-facts">
      {parts.map(([name, bytes]) => (
        <div key={name}>
          <dt className="soft small">{name}</dt>
          <dd>{bytes === null ? words.system.elsewhere : format.bytes(bytes)}</dd>
        </div>
      ))}
    </dl>
  );
}
