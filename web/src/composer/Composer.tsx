import { SendHorizontal } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useSession } from "../session/SessionGate";
import { Counter } from "./Counter";
import type { Draft, DraftKeeper } from "./drafts";
import { Findings, stopOf } from "./Findings";
import type { Wish } from "./server";
import { TemplatePicker } from "./TemplatePicker";
import { inserted } from "./templates";
import { usePreflight } from "./usePreflight";
import "./Composer.css";

/** Where a hand types on glass, Enter begins a new line, as in any app of a phone. */
const TOUCH = window.matchMedia("(pointer: coarse)");

export type Recipient = {
  line: { id: string; name: string };
  /** The number; empty while it is not chosen. */
  to: string;
  name: string;
};

/** Where a text is written: the box, what it costs, and what is known against it. */
export function Composer(props: {
  draft: Draft;
  keeper: DraftKeeper;
  recipient: Recipient;
  /** Whether the box is to have the cursor at once. */
  focus?: boolean;
  /** Sends, and clears the draft once it is in other hands; whether it is. */
  send: (wish: Wish) => Promise<boolean>;
}) {
  const { format } = useI18n();
  const { compose } = useTextWords();
  const { member } = useSession().session;
  const { draft, keeper } = props;
  const { line, to, name } = props.recipient;
  const told = usePreflight(
    line.id,
    to,
    draft.text,
    draft.pictures.map(({ id }) => id),
  );
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const written = draft.text.trim() !== "" || draft.pictures.length > 0;
  const unfilled = missing.filter((place) => draft.text.includes(place));
  const stop = written ? stopOf(told) : undefined;
  const can = written && stop === undefined && to !== "" && line.id !== "" && !busy;
  useGrowing(box, draft.text);

  async function send() {
    if (!can) return box.current?.focus();
    setBusy(true);
    const taken = await props.send({ ...draft, text: draft.text.trim(), send_at: null });
    setBusy(false);
    if (!taken) return;
    setMissing([]);
    box.current?.focus();
  }
  function insert(text: string, without: readonly string[]) {
    const field = box.current;
    const from = field?.selectionStart ?? draft.text.length;
    const put = inserted(draft.text, text, from, field?.selectionEnd ?? from);
    keeper.change({ text: put.text });
    setMissing(without);
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(put.at, put.at);
    });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void send();
  }
  function typed(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    const always = event.ctrlKey || event.metaKey;
    if (!always && (event.shiftKey || event.altKey || TOUCH.matches)) return;
    event.preventDefault();
    void send();
  }
  return (
    <form className="text-composer" aria-label={compose.title} onSubmit={submit}>
      <Findings told={told} written={written} />
      {unfilled.length > 0 && (
        <p className="finding finding-warn">{compose.unfilled(format.list(unfilled))}</p>
      )}
      <textarea
        ref={box}
        className="input"
        rows={1}
        dir="auto"
        enterKeyHint={TOUCH.matches ? "enter" : "send"}
        aria-label={name ? compose.textTo(name) : compose.title}
        aria-describedby={`${id}-keys`}
        placeholder={name ? compose.textTo(name) : compose.title}
        // biome-ignore lint/a11y/noAutofocus: whoever chose whom to text writes next
        autoFocus={props.focus}
        value={draft.text}
        onInput={(event) => keeper.change({ text: event.currentTarget.value })}
        onKeyDown={typed}
      />
      <div className="text-do">
        <TemplatePicker known={{ name, line: line.name, member: member.name }} choose={insert} />
        <span className="text-told">
          <Counter text={draft.text} cost={costOf(told)} />
          <span id={`${id}-keys`} className="small soft text-keys">
            {TOUCH.matches ? "" : compose.keys}
          </span>
        </span>
        <button type="submit" className="button button-main text-send" disabled={!can} title={stop?.text}>
          <SendHorizontal size={18} aria-hidden />
          {compose.send}
        </button>
      </div>
    </form>
  );
}

function costOf(told: ReturnType<typeof usePreflight>): { estimate: string; currency: string } | undefined {
  if (told?.estimate == null || !told.currency) return undefined;
  return { estimate: told.estimate, currency: told.currency };
}

/** A box as high as what is in it, up to what its style allows. */
function useGrowing(box: { current: HTMLTextAreaElement | null }, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes it grow
  useLayoutEffect(() => {
    const field = box.current;
    if (field === null) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }, [box, text]);
}
