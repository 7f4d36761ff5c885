import { type FormEvent, type KeyboardEvent, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useKept } from "../ui/useKept";

/** Whether a note was begun in a conversation on this device. */
export function noteBegun(id: string): boolean {
  return Boolean(window.localStorage.getItem(`offhook.note.of.${id}`));
}

/** Where a note is written for the others. What is not saved yet is kept over a reload. */
export function NoteComposer({ id, added }: { id: string; added: () => Promise<void> }) {
  const { common, messages } = useWords();
  const [text, keep] = useKept(`note.of.${id}`);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!text.trim() || saving) return;
    setSaving(true);
    setProblem(undefined);
    try {
      const params = { path: { conversation: id } };
      await taken(api.POST("/api/v1/conversations/{conversation}/notes", { params, body: { text } }));
      keep("");
      await added();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setSaving(false);
  }

  function typed(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
  }

  return (
    <form className="composer" onSubmit={save}>
      {problem && <ProblemNotice problem={problem} />}
      <textarea
        className="input"
        rows={text.includes("\n") || text.length > 60 ? 3 : 1}
        dir="auto"
        aria-label={messages.writeNote}
        placeholder={messages.writeNote}
        title={messages.saveByKey}
        value={text}
        onInput={(event) => keep(event.currentTarget.value)}
        onKeyDown={typed}
      />
      <button type="submit" className="button" disabled={saving || !text.trim()}>
        {saving ? common.saving : messages.addNote}
      </button>
    </form>
  );
}
