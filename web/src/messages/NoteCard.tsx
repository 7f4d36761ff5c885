import { Pencil, StickyNote, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useI18n } from "../i18n/I18n";
import { useSession } from "../session/SessionGate";
import { ProblemNotice } from "../ui/ProblemNotice";
import { useUndo } from "../ui/Undo";
import { useKept } from "../ui/useKept";
import type { NoteEntry } from "./conversations";

/** A note: what it says and who wrote it; whose it is may change or delete it, and so may who manages. */
export function NoteCard({ note, refresh }: { note: NoteEntry; refresh: () => Promise<void> }) {
  const { words, format } = useI18n();
  const { messages, voicemail } = words;
  const { member } = useSession().session;
  const offerUndo = useUndo();
  const [editing, setEditing] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const params = { path: { note: note.id } };
  const mine = note.member === member.id || member.role !== "agent";

  async function remove() {
    setProblem(undefined);
    try {
      await taken(api.DELETE("/api/v1/notes/{note}", { params }));
      await refresh();
      offerUndo({
        words: messages.noteDeleted,
        async undo() {
          await taken(api.POST("/api/v1/notes/{note}/restore", { params }));
          await refresh();
        },
      });
    } catch (error) {
      setProblem(asProblem(error));
    }
  }

  return (
    <article className="entry entry-note">
      <p className="entry-what">
        <StickyNote size={18} aria-hidden />
        <strong>{note.member_name}</strong>
        <span className="soft small">{messages.noted}</span>
      </p>
      {editing ? (
        <Editing note={note} done={() => setEditing(false)} refresh={refresh} />
      ) : (
        <p className="entry-text" dir="auto">
          {note.text}
        </p>
      )}
      {problem && <ProblemNotice problem={problem} />}
      <p className="entry-foot soft small">
        <time dateTime={note.at} title={format.exact(note.at)}>
          {format.time(note.at)}
        </time>
        {note.changed_at && <span title={format.exact(note.changed_at)}>{messages.changed}</span>}
        {mine && !editing && (
          <span className="entry-do">
            <button
              type="button"
              className="button button-plain button-icon"
              aria-label={messages.editNote}
              onClick={() => setEditing(true)}
            >
              <Pencil size={16} aria-hidden />
            </button>
            <button
              type="button"
              className="button button-plain button-icon"
              aria-label={`${voicemail.delete}: ${messages.note}`}
              onClick={() => void remove()}
            >
              <Trash2 size={16} aria-hidden />
            </button>
          </span>
        )}
      </p>
    </article>
  );
}

function Editing(props: { note: NoteEntry; done: () => void; refresh: () => Promise<void> }) {
  const { note, done, refresh } = props;
  const { common, messages } = useI18n().words;
  const [draft, keep] = useKept(`note.${note.id}`);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const text = draft || note.text;

  async function save(event: FormEvent) {
    event.preventDefault();
    setSaving(true);
    try {
      const params = { path: { note: note.id } };
      await taken(api.PATCH("/api/v1/notes/{note}", { params, body: { text } }));
      keep("");
      await refresh();
      done();
    } catch (error) {
      setProblem(asProblem(error));
      setSaving(false);
    }
  }

  function leave() {
    keep("");
    done();
  }

  return (
    <form className="note-form" onSubmit={save}>
      <textarea
        className="input"
        rows={3}
        aria-label={messages.editNote}
        value={text}
        onInput={(event) => keep(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && leave()}
      />
      {problem && <ProblemNotice problem={problem} />}
      <div className="note-form-do">
        <button type="submit" className="button button-main" disabled={saving || !text.trim()}>
          {saving ? common.saving : common.save}
        </button>
        <button type="button" className="button button-plain" onClick={leave}>
          {common.cancel}
        </button>
      </div>
    </form>
  );
}
