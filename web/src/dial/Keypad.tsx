import { useRef } from "react";
import { useWords } from "../i18n/I18n";

const KEYS = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", "+"],
  ["#", ""],
] as const;

const HELD_MS = 500;

/** Twelve keys, as on a telephone; 0 that is held makes a plus. */
export function Keypad({ press }: { press: (key: string) => void }) {
  const { dial } = useWords();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(false);

  function down() {
    held.current = false;
    timer.current = setTimeout(() => {
      held.current = true;
      press("+");
    }, HELD_MS);
  }
  const up = () => clearTimeout(timer.current);

  return (
    <fieldset className="keypad" aria-label={dial.keypad}>
      {KEYS.map(([key, letters]) => (
        <button
          key={key}
          type="button"
          onClick={() => {
            if (!(key === "0" && held.current)) press(key);
            held.current = false;
          }}
          {...(key === "0" && { onPointerDown: down, onPointerUp: up, onPointerLeave: up })}
        >
          <span>{key}</span>
          <small aria-hidden>{letters}</small>
        </button>
      ))}
    </fieldset>
  );
}
