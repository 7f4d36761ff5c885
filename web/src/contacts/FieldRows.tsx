import { Plus, X } from "lucide-react";
import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { type Draft, withField } from "./draft";
import { useFields } from "./useFields";

/** What else is known of a contact: the workspace's own fields, and new ones, which every contact has from then on. */
export function FieldRows({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const { contacts } = useWords();
  const load = useFields();
  const { fields, added } = draft;
  // Until the list is here, what the contact has is shown.
  const names = load.state === "ready" ? load.data.map(({ name }) => name) : fields.map(([name]) => name);
  return (
    <fieldset className="contact-rows">
      <legend className="field-label">{contacts.fields}</legend>
      {names.map((name) => (
        <Field key={name} label={name}>
          {(control) => (
            <input
              {...control}
              className="input"
              autoComplete="off"
              dir="auto"
              value={fields.find(([each]) => each === name)?.[1] ?? ""}
              onInput={(event) => change({ fields: withField(fields, name, event.currentTarget.value) })}
            />
          )}
        </Field>
      ))}
      {added.map(([name, value], place) => (
        <div key={place} className="contact-row contact-row-field">
          <input
            className="input"
            aria-label={contacts.fieldName(place + 1)}
            placeholder={contacts.fieldNameExample}
            value={name}
            onInput={(event) => change({ added: added.with(place, [event.currentTarget.value, value]) })}
          />
          <input
            className="input"
            aria-label={name || contacts.fieldValue(place + 1)}
            value={value}
            onInput={(event) => change({ added: added.with(place, [name, event.currentTarget.value]) })}
          />
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={contacts.removeField(name || String(place + 1))}
            onClick={() => change({ added: added.toSpliced(place, 1) })}
          >
            <X size={18} aria-hidden />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button button-plain contact-more"
        onClick={() => change({ added: [...added, ["", ""]] })}
      >
        <Plus size={18} aria-hidden />
        {contacts.addField}
      </button>
    </fieldset>
  );
}
