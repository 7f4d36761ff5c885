import { Headphones, Smartphone } from "lucide-react";
import { useState } from "react";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { useNumbers } from "../numbers/useNumbers";
import { Field } from "../ui/Field";

/** Chosen in place of a number: the phone in this browser. */
export const BROWSER = "browser";

/** The phone that is rung first: remembered, and a tap away from another one. */
export function CallMeAt(props: {
  /** A number, or empty. */
  number: string;
  /** Whether it is the phone in this browser; undefined while that is off. */
  browser: boolean | undefined;
  /** Told a number, or `BROWSER`. */
  change: (chosen: string) => void;
  error: string | undefined;
}) {
  const { dial } = useWords();
  const written = useNumbers();
  const [open, setOpen] = useState(false);
  const browser = props.browser === true;
  if (!open && (browser || props.number) && props.error === undefined) {
    const Icon = browser ? Headphones : Smartphone;
    return (
      <button type="button" className="button button-plain dialer-own" onClick={() => setOpen(true)}>
        <Icon size={18} aria-hidden />
        <span className="soft">{dial.callMeAt}</span>
        <span className="number">{browser ? dial.thisBrowser : written(props.number)}</span>
        <span className="dialer-change">{dial.change}</span>
      </button>
    );
  }
  return (
    <div className="dialer-at">
      <Field label={dial.callMeAt} error={props.error} hint={dial.callMeAtHint}>
        {(control) => (
          <NumberInput
            {...control}
            autoComplete="tel"
            value={props.number}
            change={(number) => {
              setOpen(true);
              props.change(number);
            }}
            onBlur={({ relatedTarget }) => {
              // On the way to the button below nothing may move away from under the pointer.
              if (!(relatedTarget instanceof Element && relatedTarget.closest(".dialer-at"))) setOpen(false);
            }}
          />
        )}
      </Field>
      {props.browser !== undefined && (
        <button
          type="button"
          className="button"
          onClick={() => {
            props.change(BROWSER);
            setOpen(false);
          }}
        >
          <Headphones size={18} aria-hidden />
          {dial.useBrowser}
        </button>
      )}
    </div>
  );
}
