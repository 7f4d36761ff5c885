import { useState } from "react";
import { api, taken } from "../api/client";
import { useConsoleWords } from "../i18n/console";
import { NumberInput } from "../numbers/NumberInput";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useForm } from "../ui/useForm";
import type { Line } from "./lines";

const KINDS = ["landline", "smartphone"] as const;
const EMPTY = { kind: "landline" as (typeof KINDS)[number], number: "", name: "" };

/** Connects a telephone by its number. */
export function PhoneForm({ line, added }: { line: Line; added: () => void }) {
  const { lines: words } = useConsoleWords();
  const [open, setOpen] = useState(false);
  const form = useForm(`phone.${line.id}`, EMPTY, async (draft) => {
    await taken(api.POST("/api/v1/phones", { body: { ...draft, line: line.id } }));
    setOpen(false);
    added();
  });
  const { draft, change } = form;
  if (!open && !form.changed)
    return (
      <div>
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {words.connectPhone}
        </button>
      </div>
    );
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      <Field label={words.phoneKind} hint={words.phoneKindHints[draft.kind]}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={draft.kind}
            onChange={(event) => change({ kind: event.target.value as (typeof KINDS)[number] })}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {words.phoneKinds[kind]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.phoneNumber} error={form.about("number")}>
        {(control) => (
          <NumberInput {...control} value={draft.number} change={(number) => change({ number })} />
        )}
      </Field>
      <Field label={words.phoneName} error={form.about("name")}>
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            value={draft.name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <FormEnd
        form={form}
        fields={["number", "name"]}
        save={words.connectPhone}
        ready={draft.number !== ""}
      />
    </form>
  );
}
