import { AppWindow, Phone } from "lucide-react";
import { useState } from "react";
import { api, type Schemas, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useI18n } from "../i18n/I18n";
import { Confirm } from "../ui/Confirm";
import { ProblemNotice } from "../ui/ProblemNotice";
import { Thing } from "../ui/Things";
import { PhoneState } from "./PhoneState";
import type { Softphone } from "./softphones";

/** One softphone: how it stands since when, where it is signed in, and what can be done with it. */
export function OneSoftphone(props: {
  phone: Softphone;
  changed: () => void;
  rotated: (made: Schemas["NewSoftphoneView"]) => void;
}) {
  const { team } = useI18n().words;
  const { phone, changed } = props;
  const [problem, setProblem] = useState<Problem>();
  const path = { params: { path: { softphone: phone.id } } };
  const name = phone.name || team.kinds[phone.kind];

  async function turn(on: boolean) {
    setProblem(undefined);
    try {
      await taken(api.PATCH("/api/v1/softphones/{softphone}", { ...path, body: { on } }));
      changed();
    } catch (error) {
      setProblem(asProblem(error));
    }
  }
  async function rotate() {
    props.rotated(await taken(api.POST("/api/v1/softphones/{softphone}/rotate", path)));
  }
  async function remove() {
    await taken(api.DELETE("/api/v1/softphones/{softphone}", path));
    changed();
  }

  return (
    <Thing
      icon={phone.kind === "browser" ? AppWindow : Phone}
      name={name}
      badge={<PhoneState state={phone.state} />}
      detail={<Where phone={phone} />}
      actions={
        <>
          <button
            type="button"
            className="button button-plain"
            aria-label={phone.on ? team.switchOffOf(name) : team.switchOnOf(name)}
            onClick={() => turn(!phone.on)}
          >
            {phone.on ? team.switchOff : team.switchOn}
          </button>
          {phone.kind === "sip" && (
            <Confirm
              label={team.rotate}
              name={team.rotateOf(name)}
              title={team.rotateOf(name)}
              yes={team.rotate}
              act={rotate}
            >
              <p>{team.rotateDetail}</p>
            </Confirm>
          )}
          <Confirm
            label={team.removePhone}
            name={team.removePhoneOf(name)}
            title={team.removePhoneOf(name)}
            yes={team.removePhone}
            act={remove}
          >
            <p>{team.removePhoneDetail}</p>
          </Confirm>
        </>
      }
    >
      {problem && <ProblemNotice problem={problem} />}
    </Thing>
  );
}

/** Since when, and where it is signed in, or was last. */
export function Where({ phone }: { phone: Softphone }) {
  const { words, format } = useI18n();
  const { team } = words;
  const at = phone.devices.length > 0 ? phone.devices : phone.last_seen ? [phone.last_seen] : [];
  return (
    <>
      {phone.since && (
        <time dateTime={phone.since} title={format.exact(phone.since)}>
          {team.since(format.ago(phone.since, Date.now()))}
        </time>
      )}
      {at.map((device) => (
        <span key={device.address} className="phone-at">
          {phone.devices.length > 0
            ? team.at(device.address, device.agent)
            : team.wasAt(device.address, device.agent)}
        </span>
      ))}
      {!phone.since && at.length === 0 && team.neverSeen}
    </>
  );
}
