import type { InputHTMLAttributes } from "react";
import { Field } from "./Field";

type Input = Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "className">;

/** A field for a line of text, with its label and what is wrong with it. */
export function TextField(
  props: Input & {
    label: string;
    hint?: string | undefined;
    error?: string | undefined;
    value: string;
    change: (text: string) => void;
  },
) {
  const { label, hint, error, value, change, ...rest } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          autoComplete="off"
          {...rest}
          {...control}
          className="input"
          value={value}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
