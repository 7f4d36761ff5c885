import { useWords } from "../i18n/I18n";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** A phone's own keys, and what was pressed on them in this call. */
export function Keys({ press, pressed }: { press: (key: string) => void; pressed: string }) {
  const { practice } = useWords();
  return (
    <fieldset className="practice-keys" aria-label={practice.keys}>
      <p>
        <span className="unseen">{practice.pressed}</span> {pressed}
      </p>
      {KEYS.map((key) => (
        <button key={key} type="button" className="button" onClick={() => press(key)}>
          {key}
        </button>
      ))}
    </fieldset>
  );
}
