import { useEffect, useState } from "react";
import { useWords } from "../i18n/I18n";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** The keys of a telephone, on the screen and on the keyboard. */
export function Keypad({ press }: { press: (key: string) => void }) {
  const { phone: words } = useWords();
  const [pressed, setPressed] = useState("");
  const down = (key: string) => {
    press(key);
    setPressed((before) => before + key);
  };
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if (inField || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if ((KEYS as readonly string[]).includes(event.key)) {
        press(event.key);
        setPressed((before) => before + event.key);
      }
    };
    window.addEventListener("keydown", typed);
    return () => window.removeEventListener("keydown", typed);
  }, [press]);
  return (
    <fieldset className="call-keypad" aria-label={words.keypad}>
      <output className="call-keypad-pressed">{pressed}</output>
      {KEYS.map((key) => (
        <button key={key} type="button" className="button" onClick={() => down(key)}>
          {key}
        </button>
      ))}
    </fieldset>
  );
}
