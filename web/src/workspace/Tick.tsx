import { useId } from "react";

/** Something that is on or off, with what it means. */
export function Tick(props: {
  label: string;
  hint?: string;
  on: boolean;
  disabled?: boolean;
  change: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="tick">
      <input
        id={id}
        type="checkbox"
        checked={props.on}
        disabled={props.disabled}
        aria-describedby={props.hint && `${id}-told`}
        onChange={(event) => props.change(event.currentTarget.checked)}
      />
      <div>
        <label htmlFor={id}>{props.label}</label>
        {props.hint && (
          <p className="small soft" id={`${id}-told`}>
            {props.hint}
          </p>
        )}
      </div>
    </div>
  );
}
