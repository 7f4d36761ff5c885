import { Field } from "../ui/Field";

/** A secret that is pasted: shown to nobody, and kept nowhere on this device. */
export function SecretField(props: {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** Whether it has several lines, as a key's file. */
  long?: boolean;
  value: string;
  change: (text: string) => void;
}) {
  return (
    <Field label={props.label} hint={props.hint} error={props.error}>
      {(control) =>
        props.long ? (
          <textarea
            {...control}
            className="input"
            rows={4}
            autoComplete="off"
            spellCheck={false}
            value={props.value}
            onInput={(event) => props.change(event.currentTarget.value)}
          />
        ) : (
          <input
            {...control}
            className="input"
            type="password"
            autoComplete="new-password"
            spellCheck={false}
            value={props.value}
            onInput={(event) => props.change(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}
