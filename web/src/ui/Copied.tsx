import { Check, Copy } from "lucide-react";
import { useId, useRef, useState } from "react";
import { useWords } from "../i18n/I18n";
import "./Copied.css";

/** A text to take along, such as a key that is shown once: selected at a click, copied by the button. */
export function Copied({ label, text }: { label: string; text: string }) {
  const { common } = useWords();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  async function copy() {
    field.current?.select();
    // Over plain HTTP there is no clipboard: what is selected can be copied by hand.
    await navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => {},
    );
  }
  const Icon = copied ? Check : Copy;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="copied">
        <input
          ref={field}
          id={id}
          className="input"
          value={text}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          className="button"
          aria-label={copied ? common.copied : common.copy(label)}
          onClick={copy}
        >
          <Icon size={18} aria-hidden />
          <span aria-live="polite">{copied ? common.copied : common.copyShort}</span>
        </button>
      </span>
    </div>
  );
}
