import { useWords } from "../i18n/I18n";
import { ProblemNotice } from "./ProblemNotice";
import type { Form } from "./useForm";

/** The end of a form: what is wrong that belongs to none of its `fields`, and the buttons that save or forget. */
export function FormEnd<T extends object>({ form, fields }: { form: Form<T>; fields: readonly string[] }) {
  const { common } = useWords();
  const { problem } = form;
  const beside = problem?.fields.some(({ field }) => fields.includes(field));
  return (
    <>
      {problem && !beside && <ProblemNotice problem={problem} />}
      <div className="form-do">
        <button type="submit" className="button button-main" disabled={!form.changed || form.saving}>
          {form.saving ? common.saving : common.save}
        </button>
        {form.changed && (
          <button type="button" className="button button-plain" onClick={form.reset}>
            {common.cancel}
          </button>
        )}
      </div>
    </>
  );
}
