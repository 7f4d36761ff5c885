import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useForm } from "../ui/useForm";
import type { Trunk } from "./lines";
import { TrunkChoice } from "./TrunkChoice";

export type LineDraft = {
  number: string;
  name: string;
  language: string;
  voice: boolean;
  trunks: string[];
};

const SPOKEN = ["en", "de", "es"];
const FIELDS = ["number", "name", "language", "voice", "trunks"];

/** What a line is called, what it speaks, and over which trunks its calls go. */
export function LineForm(props: {
  /** Only then there is a number to give: it stays what it is. */
  isNew?: boolean;
  kept: string;
  saved: LineDraft;
  trunks: readonly Trunk[];
  save: (draft: LineDraft) => Promise<unknown>;
  /** What the voices of this machine make of its language. */
  hint?: string | null;
}) {
  const { language } = useI18n();
  const { lines: words } = useConsoleWords();
  const form = useForm(props.kept, props.saved, props.save);
  const { draft, change } = form;
  const named = new Intl.DisplayNames(language, { type: "language" });
  const languages = SPOKEN.includes(draft.language) ? SPOKEN : [draft.language, ...SPOKEN];
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      {props.isNew && (
        <Field label={words.number} error={form.about("number")} hint={words.numberHint}>
          {(control) => (
            <NumberInput {...control} value={draft.number} change={(number) => change({ number })} />
          )}
        </Field>
      )}
      <Field label={words.name} error={form.about("name")} hint={words.nameHint}>
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
      <Field label={words.language} error={form.about("language")} hint={props.hint ?? words.languageHint}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={draft.language}
            onChange={(event) => change({ language: event.target.value })}
          >
            {languages.map((tag) => (
              <option key={tag} value={tag}>
                {named.of(tag)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TrunkChoice
        trunks={props.trunks}
        chosen={draft.trunks}
        choose={(trunks) => change({ trunks })}
        error={form.about("trunks")}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={draft.voice}
          onChange={(event) => change({ voice: event.currentTarget.checked })}
        />
        <span>
          {words.voice}
          <span className="small soft">{words.voiceHint}</span>
        </span>
      </label>
      <FormEnd form={form} fields={FIELDS} {...(props.isNew && { save: words.add })} />
    </form>
  );
}
