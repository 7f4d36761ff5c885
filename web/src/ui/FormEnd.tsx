import { CircleCheck, CircleDot } from "lucide-react";
import { useWords } from "../i18n/I18n";
import { Notice } from "./Notice";
import { ProblemNotice } from "./ProblemNotice";
import type { Form } from "./useForm";

/** The end of a form: what is wrong that belongs to none of its `fields`, how it stands, and the buttons that save or forget. */
export function FormEnd<T extends object>(props: {
  form: Form<T>;
  fields: readonly string[];
  /** What the button says, where that is not “Save”. */
  save?: string;
  /** Whether it can be saved as it stands, with nothing changed. */
  ready?: boolean;
}) {
  const { common } = useWords();
  const { form, fields } = props;
  const beside = form.problem?.fields.some(({ field }) => fields.includes(field.split(".")[0] ?? ""));
  return (
    <>
      {form.problem && !beside && <ProblemNotice problem={form.problem} />}
      {form.overtaken && (
        <Notice kind="warn" title={common.overtaken}>
          <p>{common.overtakenDetail}</p>
        </Notice>
      )}
      <div className="form-do">
        <button
          type="submit"
          className="button button-main"
          disabled={form.saving || !(form.changed || props.ready)}
        >
          {form.saving ? common.saving : (props.save ?? common.save)}
        </button>
        {form.changed && (
          <button type="button" className="button button-plain" onClick={form.reset}>
            {common.discard}
          </button>
        )}
        <p className="form-state small soft" role="status">
          {form.changed && !form.saving && (
            <>
              <CircleDot size={16} aria-hidden />
              {common.unsaved}
            </>
          )}
          {form.done && !form.changed && (
            <>
              <CircleCheck size={16} aria-hidden />
              {common.saved}
            </>
          )}
        </p>
      </div>
    </>
  );
}
