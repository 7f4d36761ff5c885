import { type FormEvent, type InputHTMLAttributes, type Ref, useState } from "react";
import { looksLikeNumber, plainNumber } from "./format";
import { useNumbers } from "./useNumbers";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onInput"> & {
  /** A plain number, or other text, which stays as it is. */
  value: string;
  change: (value: string) => void;
  field?: Ref<HTMLInputElement>;
};

/** A field for a number, written with spaces as it is typed or pasted; but not while somebody mends its middle. */
export function NumberInput({
  value,
  change,
  field,
  className = "input number",
  type = "tel",
  autoComplete = "off",
  ...rest
}: Props) {
  const written = useNumbers();
  const [mended, setMended] = useState<string | null>(null);
  const shown = mended ?? (looksLikeNumber(value) ? written(value) : value);

  function typed(event: FormEvent<HTMLInputElement>) {
    const { value: text, selectionStart } = event.currentTarget;
    const atEnd = selectionStart === null || selectionStart === text.length;
    setMended(atEnd ? null : text);
    if (!looksLikeNumber(text)) return change(text);
    const plain = plainNumber(text);
    // Whoever erases a bracket or a space means the digit before it.
    const erased = plain === value && shown.startsWith(text) && text !== shown;
    change(erased ? plain.slice(0, -1) : plain);
  }

  return (
    <input
      {...rest}
      className={className}
      type={type}
      autoComplete={autoComplete}
      ref={field}
      value={shown}
      onInput={typed}
      onBlur={(event) => {
        setMended(null);
        rest.onBlur?.(event);
      }}
    />
  );
}
