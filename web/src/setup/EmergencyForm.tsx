import { api, taken } from "../api/client";
import { useConsoleWords } from "../i18n/console";
import { useNumbers } from "../numbers/useNumbers";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useForm } from "../ui/useForm";
import type { Emergency, EmergencySetUp } from "./emergency";

const FIELDS = ["trunk", "line", "address"];

/** Over which trunk emergency calls go, which number they show, and where help is to come to. */
export function EmergencyForm(props: { found: EmergencySetUp; put: (now: Emergency) => void }) {
  const { emergency: words } = useConsoleWords();
  const written = useNumbers();
  const { emergency, trunks, lines } = props.found;
  const there = (id: string | null, all: readonly { id: string }[]) =>
    all.some((each) => each.id === id) ? id : null;
  const saved = {
    trunk: there(emergency.trunk, trunks) ?? "",
    line: there(emergency.line, lines) ?? "",
    address: emergency.address ?? "",
  };
  const form = useForm("emergency", saved, async (body) =>
    props.put(await taken(api.PUT("/api/v1/emergency", { body }))),
  );
  const choices = [
    ["trunk", words.trunk, trunks.map(({ id, name }) => [id, name] as const)],
    [
      "line",
      words.line,
      lines.map(({ id, name, number }) => [id, [written(number), name].filter(Boolean).join(" · ")] as const),
    ],
  ] as const;
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      {choices.map(([field, label, offered]) => (
        <Field key={field} label={label} error={form.about(field)}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={form.draft[field]}
              onChange={(event) => form.change({ [field]: event.target.value })}
            >
              {form.draft[field] === "" && <option value="">{words.choose}</option>}
              {offered.map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
      <Field label={words.address} error={form.about("address")} hint={words.addressHint}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={2}
            autoComplete="street-address"
            value={form.draft.address}
            onInput={(event) => form.change({ address: event.currentTarget.value })}
          />
        )}
      </Field>
      <FormEnd form={form} fields={FIELDS} save={words.save} />
    </form>
  );
}
