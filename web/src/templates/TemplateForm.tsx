import { useRef } from "react";
import { api, taken } from "../api/client";
import { Counter } from "../composer/Counter";
import { inserted, PLACES, type Template } from "../composer/templates";
import { useTextWords } from "../i18n/texts";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { TextField } from "../ui/TextField";
import { useForm } from "../ui/useForm";
import { Example } from "./TemplatesScreen";

const EMPTY = { name: "", text: "" };
const FIELDS = ["name", "text"];

/** A template to be written or changed; what is not saved is kept over a reload. */
export function TemplateForm(props: { template: Template | null; done: () => void; close: () => void }) {
  const { templates } = useTextWords();
  const { template, done, close } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const saved = template === null ? EMPTY : { name: template.name, text: template.text };
  const form = useForm(`template.${template?.id ?? "new"}`, saved, async (draft) => {
    const address = "/api/v1/message-templates/{template}";
    if (template === null) await taken(api.POST("/api/v1/message-templates", { body: draft }));
    else await taken(api.PATCH(address, { params: { path: { template: template.id } }, body: draft }));
    done();
  });
  const { draft, change, about } = form;

  function insert(place: string) {
    const field = box.current;
    const from = field?.selectionStart ?? draft.text.length;
    const put = inserted(draft.text, `{${place}}`, from, field?.selectionEnd ?? from);
    change({ text: put.text });
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(put.at, put.at);
    });
  }

  return (
    <Dialog title={template === null ? templates.new : templates.change(template.name)} close={close}>
      <form className="dialog-form" onSubmit={(event) => void form.submit(event)}>
        <TextField
          label={templates.name}
          hint={templates.nameHint}
          error={about("name")}
          value={draft.name}
          change={(name) => change({ name })}
        />
        <Field label={templates.text} error={about("text")}>
          {(control) => (
            <textarea
              {...control}
              ref={box}
              className="input"
              rows={4}
              dir="auto"
              value={draft.text}
              onInput={(event) => change({ text: event.currentTarget.value })}
            />
          )}
        </Field>
        <Counter text={draft.text} cost={undefined} />
        <fieldset className="templates-places">
          <legend className="small soft">{templates.places}</legend>
          {PLACES.map((place) => (
            <button key={place} type="button" className="button" onClick={() => insert(place)}>
              <code>{`{${place}}`}</code>
              <span className="soft small">{templates.placeNames[place]}</span>
            </button>
          ))}
        </fieldset>
        <Example text={draft.text} />
        <FormEnd form={form} fields={FIELDS} />
      </form>
    </Dialog>
  );
}
