import { Delete, User } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from "react";
import { useWords } from "../i18n/I18n";
import { looksLikeNumber, plainNumber } from "../numbers/format";
import { NumberInput } from "../numbers/NumberInput";
import { useNumbers } from "../numbers/useNumbers";
import { type Suggestion, useSuggestions } from "./useSuggestions";

/** Whom to call: a number, written with spaces as it is typed or pasted, or the beginning of a name. */
export function NumberField(props: {
  field: RefObject<HTMLInputElement | null>;
  typed: string;
  name: string;
  change: (typed: string, name?: string) => void;
  /** Told whose number was typed. */
  found: (name: string) => void;
  error: string | undefined;
  /** What it asks for and an example, where that is not whom to call. */
  label?: string;
  example?: string;
}) {
  const { dial } = useWords();
  const written = useNumbers();
  const id = useId();
  const [at, setAt] = useState(-1);
  const { typed, name, change, found } = props;
  const number = looksLikeNumber(typed);
  const suggested = useSuggestions(name ? "" : typed);
  const exact = number ? suggested.find((each) => sameNumber(each.number, typed)) : undefined;
  const offered = exact ? [] : suggested;
  useEffect(() => {
    if (exact?.name) found(exact.name);
  }, [exact?.name, found]);

  function take(suggestion: Suggestion) {
    setAt(-1);
    change(suggestion.number, suggestion.name);
    props.field.current?.focus();
  }

  function pressed(event: KeyboardEvent) {
    const chosen = offered[at] ?? (number ? undefined : offered[0]);
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, offered.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, -1));
    else if (event.key === "Escape") setAt(-1);
    else if (event.key === "Enter" && chosen) take(chosen);
    else return;
    event.preventDefault();
  }

  return (
    <div className="number-field">
      <label className={props.label ? "field-label" : "unseen"} htmlFor={id}>
        {props.label ?? dial.whom}
      </label>
      <NumberInput
        field={props.field}
        id={id}
        className="number"
        type="text"
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={at < 0 ? undefined : `${id}-${at}`}
        aria-invalid={props.error !== undefined}
        aria-describedby={`${id}-told`}
        spellCheck={false}
        placeholder={props.example ?? dial.whomExample}
        value={typed}
        change={(text) => {
          setAt(-1);
          change(text);
        }}
        onKeyDown={pressed}
      />
      {typed && (
        <button
          type="button"
          className="button button-plain button-icon number-erase"
          aria-label={dial.erase}
          onClick={() => change(typed.slice(0, -1))}
        >
          <Delete size={22} aria-hidden />
        </button>
      )}
      <p
        id={`${id}-told`}
        className={props.error ? "number-told field-error" : "number-told soft"}
        aria-live="polite"
      >
        {props.error ?? name}
      </p>
      <div
        id={`${id}-found`}
        className="number-found card"
        role="listbox"
        aria-label={dial.found}
        hidden={!offered.length}
      >
        {offered.map((each, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys move within the field that owns this list
          <div
            key={each.number}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === at}
            tabIndex={-1}
            onClick={() => take(each)}
          >
            <User size={18} aria-hidden />
            <span>{each.name || dial.noName}</span>
            <span className="soft number">{written(each.number)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Whether a number is the one that was typed, with or without its country's code. */
function sameNumber(number: string, typed: string): boolean {
  const digits = plainNumber(typed).replace(/^\+|^0+/, "");
  return digits.length >= 7 && number.endsWith(digits);
}
