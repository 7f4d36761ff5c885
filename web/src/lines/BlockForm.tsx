import { useState } from "react";
import { api, taken } from "../api/client";
import { useConsoleWords } from "../i18n/console";
import { NumberInput } from "../numbers/NumberInput";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { useForm } from "../ui/useForm";
import { type Block, type BlockDraft, bodyOf } from "./blocks";

const EMPTY: BlockDraft = { kind: "number", number: "", note: "" };
const KINDS = ["number", "prefix", "withheld"] as const;

/** Blocks a number, all that begin with something, or who withholds theirs; on one line or on all. */
export function BlockForm({ line, added }: { line: string | null; added: (block: Block) => void }) {
  const { lines: words } = useConsoleWords();
  const [open, setOpen] = useState(false);
  const form = useForm(`block.${line ?? "all"}`, EMPTY, async (draft) => {
    added(await taken(api.POST("/api/v1/blocks", { body: bodyOf(draft, line) })));
    setOpen(false);
  });
  const { draft, change } = form;
  if (!open && !form.changed)
    return (
      <div>
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {words.block}
        </button>
      </div>
    );
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      <Field label={words.blockKind}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={draft.kind}
            onChange={(event) => change({ kind: event.target.value as BlockDraft["kind"] })}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {words.blockKinds[kind]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {draft.kind !== "withheld" && (
        <Field
          label={words.blockNumber[draft.kind]}
          error={form.about("number") ?? form.about("prefix")}
          hint={draft.kind === "prefix" ? words.prefixHint : undefined}
        >
          {(control) => (
            <NumberInput {...control} value={draft.number} change={(number) => change({ number })} />
          )}
        </Field>
      )}
      <Field label={words.blockNote} error={form.about("note")}>
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="off"
            value={draft.note}
            onInput={(event) => change({ note: event.currentTarget.value })}
          />
        )}
      </Field>
      <FormEnd
        form={form}
        fields={["number", "prefix", "note"]}
        save={words.block}
        ready={draft.kind === "withheld"}
      />
    </form>
  );
}
