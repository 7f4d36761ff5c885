import { type ReactNode, useId } from "react";
import "./Choices.css";

/** One of a few, each with what it means. */
export function Choices<V extends string>(props: {
  label: string;
  value: V;
  choose: (value: V) => void;
  offered: readonly (readonly [value: V, words: string, hint?: string])[];
}) {
  const name = useId();
  return (
    <fieldset className="checks">
      <legend className="unseen">{props.label}</legend>
      {props.offered.map(([value, words, hint]) => (
        <label key={value} className="check">
          <input
            type="radio"
            name={name}
            checked={props.value === value}
            onChange={() => props.choose(value)}
          />
          <span>
            {words}
            {hint && <span className="small soft">{hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Something that is on or off, with what that means. */
export function Check(props: {
  checked: boolean;
  change: (checked: boolean) => void;
  hint?: string;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.change(event.currentTarget.checked)}
      />
      <span>
        {props.children}
        {props.hint && <span className="small soft">{props.hint}</span>}
      </span>
    </label>
  );
}
