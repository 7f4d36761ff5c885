import { Smartphone } from "lucide-react";
import { useState } from "react";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { useNumbers } from "../numbers/useNumbers";
import { Field } from "../ui/Field";

/** The phone that is rung first: remembered, and a tap away from another one. */
export function CallMeAt(props: {
  number: string;
  change: (number: string) => void;
  error: string | undefined;
}) {
  const { dial } = useWords();
  const written = useNumbers();
  const [open, setOpen] = useState(false);
  if (!open && props.number && props.error === undefined)
    return (
      <button type="button" className="button button-plain dialer-own" onClick={() => setOpen(true)}>
        <Smartphone size={18} aria-hidden />
        <span className="soft">{dial.callMeAt}</span>
        <span className="number">{written(props.number)}</span>
        <span className="dialer-change">{dial.change}</span>
      </button>
    );
  return (
    <Field label={dial.callMeAt} error={props.error} hint={dial.callMeAtHint}>
      {(control) => (
        <NumberInput
          {...control}
          className="input number"
          type="tel"
          autoComplete="tel"
          value={props.number}
          change={(number) => {
            setOpen(true);
            props.change(number);
          }}
          onBlur={() => setOpen(false)}
        />
      )}
    </Field>
  );
}
