import { Plus, X } from "lucide-react";
import { useWords } from "../i18n/I18n";

type Rows = readonly (readonly [name: string, value: string])[];

/** What else is known of a contact: fields with names of the workspace's own choosing. */
export function FieldRows({ fields, change }: { fields: Rows; change: (fields: Rows) => void }) {
  const { contacts } = useWords();
  return (
    <fieldset className="contact-rows">
      <legend className="field-label">{contacts.fields}</legend>
      {fields.map(([name, value], place) => (
        <div key={place} className="contact-row contact-row-field">
          <input
            className="input"
            aria-label={contacts.fieldName(place + 1)}
            placeholder={contacts.fieldNameExample}
            value={name}
            onInput={(event) => change(fields.with(place, [event.currentTarget.value, value]))}
          />
          <input
            className="input"
            aria-label={name || contacts.fieldValue(place + 1)}
            value={value}
            onInput={(event) => change(fields.with(place, [name, event.currentTarget.value]))}
          />
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={contacts.removeField(name || String(place + 1))}
            onClick={() => change(fields.toSpliced(place, 1))}
          >
            <X size={18} aria-hidden />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button button-plain contact-more"
        onClick={() => change([...fields, ["", ""]])}
      >
        <Plus size={18} aria-hidden />
        {contacts.addField}
      </button>
    </fieldset>
  );
}
