import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

type Control = { id: string; "aria-invalid": boolean; "aria-describedby": string | undefined };

/** A control with its label, and beside it what is wrong with it. */
export function Field(props: {
  label: string;
  error?: string | undefined;
  hint?: string | undefined;
  children: (control: Control) => ReactNode;
}) {
  const id = useId();
  const told = props.error ?? props.hint;
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {props.children({
        id,
        "aria-invalid": props.error !== undefined,
        "aria-describedby": told === undefined ? undefined : `${id}-told`,
      })}
      {props.error !== undefined ? (
        <p className="field-error" id={`${id}-told`} role="alert">
          <CircleAlert size={16} aria-hidden />
          {props.error}
        </p>
      ) : (
        props.hint !== undefined && (
          <p className="small soft" id={`${id}-told`}>
            {props.hint}
          </p>
        )
      )}
    </div>
  );
}
