import { useCallback, useEffect, useState } from "react";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import {
  chooseDevice,
  chosenDevice,
  devicesOf,
  followLevel,
  type Kind,
  onDevices,
  openMicrophone,
} from "./devices";
import { usePhone } from "./PhoneProvider";

/** Which microphone and which speaker, and whether the microphone hears anything. */
export function DeviceChoice() {
  const { phone: words } = useWords();
  const { speakerChosen } = usePhone();
  const [microphone, setMicrophone] = useState(() => chosenDevice("audioinput"));
  return (
    <>
      <Choice kind="audioinput" label={words.microphone} hint={words.forNextCall} chosen={setMicrophone} />
      <Level key={microphone} />
      <Choice kind="audiooutput" label={words.speaker} chosen={speakerChosen} />
    </>
  );
}

function Choice(props: { kind: Kind; label: string; hint?: string; chosen: (id: string) => void }) {
  const { phone: words } = useWords();
  const { kind, chosen } = props;
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [choice, setChoice] = useState(() => chosenDevice(kind));
  const look = useCallback(() => void devicesOf(kind).then(setDevices), [kind]);
  useEffect(() => {
    look();
    return onDevices(look);
  }, [look]);
  if (devices.length === 0) return null; // Firefox and Safari let nobody choose a speaker
  const there = devices.some((each) => each.deviceId === choice);
  return (
    <Field label={props.label} hint={props.hint}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={there ? choice : ""}
          onInput={({ currentTarget: target }) => {
            chooseDevice(kind, target.value);
            setChoice(target.value);
            chosen(target.value);
          }}
        >
          <option value="">{words.usual}</option>
          {devices.map((each) => (
            <option key={each.deviceId} value={each.deviceId}>
              {each.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Open only while somebody tries it: a browser shows that the microphone is on. */
function Level() {
  const { phone: words } = useWords();
  const [trying, setTrying] = useState(false);
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!trying) return;
    let over = false;
    let end = () => {};
    openMicrophone().then(
      (microphone) => {
        const stop = followLevel(microphone, setLevel);
        end = () => {
          stop();
          for (const track of microphone.getTracks()) track.stop();
        };
        if (over) end();
      },
      () => setTrying(false),
    );
    return () => {
      over = true;
      end();
      setLevel(0);
    };
  }, [trying]);
  return (
    <div className="phone-level">
      <button type="button" className="button" aria-pressed={trying} onClick={() => setTrying(!trying)}>
        {trying ? words.stopTrying : words.tryMicrophone}
      </button>
      {trying && <meter min={0} max={1} value={level} aria-label={words.level} />}
    </div>
  );
}
