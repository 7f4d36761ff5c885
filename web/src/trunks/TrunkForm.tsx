import { useState } from "react";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { Check, Choices } from "../ui/Choices";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useForm } from "../ui/useForm";
import { CodecChoice } from "./CodecChoice";
import type { TrunkDraft } from "./trunks";

const FIELDS = [
  "name",
  "host",
  "port",
  "transport",
  "username",
  "password",
  "register",
  "codecs",
  "number_format",
  "country",
  "foreign_caller_ids",
];
const TRANSPORTS = ["udp", "tcp", "tls"] as const;
const FORMATS = ["e164", "e164_without_plus", "national"] as const;

/** How a carrier is reached, and how it knows us. Passwords go one way only, and are kept nowhere here. */
export function TrunkForm(props: {
  isNew?: boolean;
  kept: string;
  saved: TrunkDraft;
  /** Whether one is set: it is never shown. */
  hasPassword?: boolean;
  save: (draft: TrunkDraft, password: string) => Promise<unknown>;
}) {
  const { language } = useI18n();
  const { trunks: words } = useConsoleWords();
  const [password, setPassword] = useState("");
  const form = useForm(props.kept, props.saved, async (draft) => {
    await props.save(draft, password);
    setPassword("");
  });
  const { draft, change, about } = form;
  const countries = new Intl.DisplayNames(language, { type: "region" });
  const text = (field: "name" | "host" | "username", label: string, hint?: string) => (
    <Field label={label} hint={hint} error={about(field)}>
      {(control) => (
        <input
          {...control}
          className="input"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={draft[field]}
          onInput={(event) => change({ [field]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      {text("name", words.name, words.nameHint)}
      {text("host", words.host, words.hostHint)}
      <fieldset className="form-group">
        <legend className="field-label">{words.known}</legend>
        <Choices
          label={words.known}
          value={draft.known}
          choose={(known) => change({ known })}
          offered={[
            ["account", words.byAccount, words.byAccountHint],
            ["address", words.byAddress, words.byAddressHint],
          ]}
        />
        {draft.known === "account" && (
          <>
            {text("username", words.username)}
            <Field
              label={words.password}
              hint={props.hasPassword ? words.passwordSet : words.passwordHint}
              error={about("password")}
            >
              {(control) => (
                <input
                  {...control}
                  className="input"
                  type="password"
                  autoComplete="new-password"
                  value={password}
                  placeholder={props.hasPassword ? "••••••••" : ""}
                  onInput={(event) => {
                    setPassword(event.currentTarget.value);
                    change({});
                  }}
                />
              )}
            </Field>
            <Check
              checked={draft.register}
              change={(register) => change({ register })}
              hint={words.registerHint}
            >
              {words.register}
            </Check>
            {about("register") && <p className="field-error">{about("register")}</p>}
          </>
        )}
      </fieldset>
      <details className="fold" open={MORE.some((field) => about(field) !== undefined)}>
        <summary>{words.more}</summary>
        <div className="form">
          <Field label={words.transport} hint={words.transportHint} error={about("transport")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={draft.transport}
                onChange={(event) => change({ transport: event.target.value as TrunkDraft["transport"] })}
              >
                {TRANSPORTS.map((each) => (
                  <option key={each} value={each}>
                    {words.transports[each]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={words.port} hint={words.portHint} error={about("port")}>
            {(control) => (
              <input
                {...control}
                className="input"
                inputMode="numeric"
                autoComplete="off"
                value={draft.port}
                onInput={(event) => change({ port: event.currentTarget.value.replace(/\D/g, "") })}
              />
            )}
          </Field>
          <Field label={words.format} hint={words.formatHint} error={about("number_format")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={draft.number_format}
                onChange={(event) =>
                  change({ number_format: event.target.value as TrunkDraft["number_format"] })
                }
              >
                {FORMATS.map((each) => (
                  <option key={each} value={each}>
                    {words.formats[each]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {draft.number_format === "national" && (
            <Field
              label={words.country}
              hint={countryName(countries, draft.country)}
              error={about("country")}
            >
              {(control) => (
                <input
                  {...control}
                  className="input"
                  maxLength={2}
                  autoComplete="off"
                  value={draft.country}
                  onInput={(event) => change({ country: event.currentTarget.value.toUpperCase() })}
                />
              )}
            </Field>
          )}
          <CodecChoice
            chosen={draft.codecs}
            choose={(codecs) => change({ codecs })}
            error={about("codecs")}
          />
          <Check
            checked={draft.foreign_caller_ids}
            change={(foreign_caller_ids) => change({ foreign_caller_ids })}
            hint={words.foreignHint}
          >
            {words.foreign}
          </Check>
          {about("foreign_caller_ids") && <p className="field-error">{about("foreign_caller_ids")}</p>}
        </div>
      </details>
      {!props.isNew && (
        <Check checked={draft.enabled} change={(enabled) => change({ enabled })} hint={words.enabledHint}>
          {words.enabled}
        </Check>
      )}
      <FormEnd
        form={form}
        fields={FIELDS}
        ready={password !== ""}
        {...(props.isNew && { save: words.add })}
      />
    </form>
  );
}

const MORE = ["transport", "port", "number_format", "country", "codecs", "foreign_caller_ids"];

function countryName(names: Intl.DisplayNames, code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? names.of(code) : undefined;
}
