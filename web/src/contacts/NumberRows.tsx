import { Plus, X } from "lucide-react";
import type { Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { Field } from "../ui/Field";

/** A contact's numbers; the first is the one to call. */
export function NumberRows(props: {
  numbers: readonly string[];
  change: (numbers: readonly string[]) => void;
  problem: Problem | undefined;
}) {
  const { contacts } = useWords();
  const { numbers, change, problem } = props;
  return (
    <div className="contact-rows">
      {numbers.map((number, place) => (
        <div key={place} className="contact-row">
          <Field
            label={place === 0 ? contacts.number : contacts.otherNumber(place + 1)}
            error={
              problem?.about(`numbers.${place}`) ?? (place === 0 ? problem?.about("numbers") : undefined)
            }
          >
            {(control) => (
              <NumberInput {...control} value={number} change={(text) => change(numbers.with(place, text))} />
            )}
          </Field>
          {numbers.length > 1 && (
            <button
              type="button"
              className="button button-plain button-icon"
              aria-label={contacts.removeNumber(place + 1)}
              onClick={() => change(numbers.toSpliced(place, 1))}
            >
              <X size={18} aria-hidden />
            </button>
          )}
        </div>
      ))}
      <button
        type="button"
        className="button button-plain contact-more"
        onClick={() => change([...numbers, ""])}
      >
        <Plus size={18} aria-hidden />
        {contacts.addNumber}
      </button>
    </div>
  );
}
