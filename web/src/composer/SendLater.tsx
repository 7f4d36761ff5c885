import { type FormEvent, useState } from "react";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { serverNow } from "../live/clock";
import { useWorkspace } from "../session/SessionGate";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { instantOf, presets, wallClock } from "./schedule";

/** Asks when a text is to be sent, by the workspace's clock. */
export function SendLater(props: {
  /** When it is to be sent so far. */
  at?: string;
  close: () => void;
  choose: (at: string) => void;
}) {
  const { format } = useI18n();
  const { later } = useTextWords();
  const zone = useWorkspace().time_zone;
  const [now] = useState(() => new Date(serverNow()));
  const [typed, setTyped] = useState(() => wallClock(props.at ? new Date(props.at) : soon(now), zone));
  const [error, setError] = useState<string>();

  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    const at = instantOf(typed, zone);
    if (at === null) return setError(later.noTime);
    if (at.getTime() <= serverNow()) return setError(later.past);
    props.choose(at.toISOString());
  }

  return (
    <Dialog title={later.title} close={props.close}>
      <ul className="presets" aria-label={later.presets}>
        {presets(now, zone).map(([name, at]) => (
          <li key={name}>
            <button type="button" className="button" onClick={() => props.choose(at.toISOString())}>
              <span>{later.names[name]}</span>
              <span className="soft small">{format.moment(at.toISOString(), zone)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form className="dialog-form" onSubmit={submit}>
        <Field label={later.other} error={error} hint={later.zone(zone.replaceAll("_", " "))}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="datetime-local"
              min={wallClock(now, zone)}
              value={typed}
              onInput={(event) => {
                setError(undefined);
                setTyped(event.currentTarget.value);
              }}
            />
          )}
        </Field>
        <div className="dialog-do">
          <button type="button" className="button" onClick={props.close}>
            {later.cancel}
          </button>
          <button type="submit" className="button button-main">
            {props.at ? later.change : later.schedule}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function soon(now: Date): Date {
  return new Date(now.getTime() + 2 * 60 * 60 * 1000);
}
