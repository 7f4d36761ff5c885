import { useState } from "react";
import { api, taken } from "../api/client";
import { go } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useWords } from "../i18n/I18n";
import { Choices } from "../ui/Choices";
import { FormEnd } from "../ui/FormEnd";
import { Page } from "../ui/Page";
import { Part } from "../ui/Part";
import { TextField } from "../ui/TextField";
import { useForm } from "../ui/useForm";
import { bodyOf, hasSecret, KINDS, type Kind, NEW, type Opens } from "./carriers";
import { SecretField } from "./SecretField";

const FIELDS = [
  "kind",
  "name",
  "account",
  "key",
  "secret",
  "password",
  "key_secret",
  "tokens",
  "space",
  "application",
];
const NOTHING: Opens = { secret: "", token: "", keySecret: "" };

/** Connects an account, once its carrier has taken what was pasted. */
export function NewCarrier() {
  const { common } = useWords();
  const { carriers: words } = useConsoleWords();
  const [opens, setOpens] = useState(NOTHING);
  const form = useForm("carrier.new", NEW, async (draft) => {
    const made = await taken(api.POST("/api/v1/carriers", { body: bodyOf(draft, opens) }));
    setOpens(NOTHING);
    go(`/accounts/${made.trunk.id}`, { replace: true });
  });
  const { draft, change, about } = form;
  const plain = { autoCapitalize: "none", spellCheck: false };

  function typed(part: Partial<Opens>) {
    setOpens((now) => ({ ...now, ...part }));
    change({});
  }

  function chooseKind(kind: Kind) {
    change({ kind, ...(KINDS.some((each) => each === draft.name) && { name: kind }) });
  }

  return (
    <Page title={words.new} lead={words.newLead} back={{ href: "/accounts", words: common.carriers }} narrow>
      <Part title={words.credentials}>
        <form className="form" onSubmit={form.submit} noValidate>
          <fieldset className="form-group">
            <legend className="field-label">{words.kind}</legend>
            <Choices
              label={words.kind}
              value={draft.kind}
              choose={chooseKind}
              offered={KINDS.map((kind) => [kind, words.kinds[kind]] as const)}
            />
          </fieldset>
          <TextField
            label={words.account[draft.kind]}
            hint={words.accountHint[draft.kind]}
            error={about("account")}
            value={draft.account}
            change={(account) => change({ account })}
            {...plain}
          />
          {draft.kind === "signalwire" && (
            <TextField
              label={words.space}
              hint={words.spaceHint}
              error={about("space")}
              value={draft.space}
              change={(space) => change({ space })}
              {...plain}
            />
          )}
          {draft.kind === "telnyx" && (
            <TextField
              label={words.application}
              hint={words.applicationHint}
              error={about("application")}
              value={draft.application}
              change={(application) => change({ application })}
              {...plain}
            />
          )}
          {draft.kind === "twilio" && (
            <fieldset className="form-group">
              <legend className="field-label">{words.opensWith}</legend>
              <Choices
                label={words.opensWith}
                value={draft.by}
                choose={(by) => change({ by })}
                offered={[
                  ["key", words.byKey, words.byKeyHint],
                  ["token", words.byToken, words.byTokenHint],
                ]}
              />
              {draft.by === "key" && (
                <TextField
                  label={words.key}
                  hint={words.keyHint}
                  error={about("key")}
                  value={draft.key}
                  change={(key) => change({ key })}
                  {...plain}
                />
              )}
            </fieldset>
          )}
          {hasSecret(draft) && (
            <SecretField
              label={words.secret[draft.kind]}
              hint={draft.kind === "vonage" ? words.privateKeyHint : words.secretHint}
              long={draft.kind === "vonage"}
              error={about("secret") ?? about("password")}
              value={opens.secret}
              change={(secret) => typed({ secret })}
            />
          )}
          <SecretField
            label={words.token[draft.kind]}
            hint={words.tokenHint[draft.kind]}
            error={about("tokens") ?? (hasSecret(draft) ? undefined : about("secret"))}
            value={opens.token}
            change={(token) => typed({ token })}
          />
          {draft.kind === "vonage" && (
            <fieldset className="form-group">
              <legend className="field-label">{words.forNumbers}</legend>
              <p className="small soft">{words.forNumbersHint}</p>
              <TextField
                label={words.numberKey}
                error={about("key")}
                value={draft.key}
                change={(key) => change({ key })}
                {...plain}
              />
              <SecretField
                label={words.numberSecret}
                error={about("key_secret")}
                value={opens.keySecret}
                change={(keySecret) => typed({ keySecret })}
              />
            </fieldset>
          )}
          <TextField
            label={words.name}
            hint={words.nameHint}
            error={about("name")}
            value={draft.name}
            change={(name) => change({ name })}
            {...plain}
          />
          <FormEnd
            form={form}
            fields={FIELDS}
            save={form.saving ? words.trying : words.connect}
            ready={opens.token !== ""}
          />
        </form>
      </Part>
    </Page>
  );
}
