import { useCallback } from "react";
import { api, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useConsoleWords } from "../i18n/console";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { Shown } from "../ui/Shown";
import { useForm } from "../ui/useForm";

/** Whom a line's voicemails are mailed to. */
export function MailPart({ id }: { id: string }) {
  const { lines: words } = useConsoleWords();
  const load = useLoad(
    useCallback(() => taken(api.GET("/api/v1/lines/{line}/mail", { params: { path: { line: id } } })), [id]),
  );
  return (
    <section className="line-mail" aria-labelledby="mails">
      <h3 id="mails">{words.mails}</h3>
      <Shown load={load}>
        {({ addresses }) => <MailForm id={id} addresses={addresses} put={load.put} />}
      </Shown>
    </section>
  );
}

function MailForm(props: {
  id: string;
  addresses: readonly string[];
  put: (saved: { addresses: string[] }) => void;
}) {
  const { lines: words } = useConsoleWords();
  const saved = { text: props.addresses.join("\n") };
  const form = useForm(`mails.${props.id}`, saved, async ({ text }) => {
    const path = { params: { path: { line: props.id } } };
    const body = { addresses: text.split(/[\s,;]+/).filter(Boolean) };
    props.put(await taken(api.PUT("/api/v1/lines/{line}/mail", { ...path, body })));
  });
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      <Field label={words.mailAddresses} hint={words.mailHint} error={form.about("addresses")}>
        {(control) => (
          <textarea
            {...control}
            className="input"
            rows={2}
            inputMode="email"
            autoComplete="off"
            placeholder="sales@example.com"
            value={form.draft.text}
            onInput={(event) => form.change({ text: event.currentTarget.value })}
          />
        )}
      </Field>
      <FormEnd form={form} fields={["addresses"]} />
    </form>
  );
}
