import { Clock, ImagePlus, SendHorizontal } from "lucide-react";
import {
  type ClipboardEvent,
  type DragEvent,
  type FormEvent,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useSession } from "../session/SessionGate";
import { Counter } from "./Counter";
import type { Draft, DraftKeeper } from "./drafts";
import { Findings, stopOf } from "./Findings";
import { PictureTray } from "./PictureTray";
import { SendLater } from "./SendLater";
import type { Wish } from "./server";
import { picturesOf, TYPES } from "./shrink";
import { TemplatePicker } from "./TemplatePicker";
import { inserted } from "./templates";
import { usePictures } from "./usePictures";
import { usePreflight } from "./usePreflight";
import "./Composer.css";

/** Most pictures of a message where the line's own limit is not known yet. */
const MOST = 10;
/** Where a hand types on glass, Enter begins a new line, as in any app of a phone. */
const TOUCH = window.matchMedia("(pointer: coarse)");

export type Recipient = {
  line: { id: string; name: string };
  /** The number; empty while it is not chosen. */
  to: string;
  name: string;
};

/** Where a text is written: the box, pictures, templates, the time, what it costs, and what is known against it. */
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
  const allowed = told?.pictures_allowed ?? true;
  const most = allowed ? (told?.most_pictures ?? MOST) : 0;
  const pictures = usePictures(draft.pictures, (kept) => keeper.change({ pictures: kept }), most);
  const [later, setLater] = useState(false);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const written = draft.text.trim() !== "" || draft.pictures.length > 0;
  const stop = written ? stopOf(told) : undefined;
  const can = written && pictures.ready && stop === undefined && to !== "" && line.id !== "" && !busy;
  const unfilled = missing.filter((place) => draft.text.includes(place));
  useGrowing(box, draft.text);

  async function send(at: string | null) {
    if (!can) return box.current?.focus();
    setLater(false);
    setBusy(true);
    const taken = await props.send({ ...draft, text: draft.text.trim(), send_at: at });
    setBusy(false);
    if (!taken) return;
    pictures.clear();
    setMissing([]);
    box.current?.focus();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void send(null);
  }
  function typed(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    const always = event.ctrlKey || event.metaKey;
    if (!always && (event.shiftKey || event.altKey || TOUCH.matches)) return;
    event.preventDefault();
    void send(null);
  }
  function take(files: readonly File[]) {
    if (files.length > 0) pictures.add(files);
  }
  function pasted(event: ClipboardEvent) {
    const files = picturesOf(event.clipboardData);
    if (files.length === 0 || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    take(files);
  }
  function dropped(event: DragEvent) {
    setOver(false);
    const files = picturesOf(event.dataTransfer);
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  }
  function dragged(event: DragEvent) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
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

  return (
    <form
      className={`text-composer${over ? " text-composer-over" : ""}`}
      aria-label={compose.title}
      onSubmit={submit}
      onDragOver={dragged}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <Findings told={told} written={written} />
      {unfilled.length > 0 && (
        <p className="finding finding-warn">{compose.unfilled(format.list(unfilled))}</p>
      )}
      <PictureTray pictures={pictures} most={most} />
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
        onPaste={pasted}
      />
      <div className="text-do">
        <input
          ref={file}
          type="file"
          hidden
          multiple
          accept={TYPES.join(",")}
          onChange={(event) => {
            take([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <button
          type="button"
          className="button button-plain button-icon"
          aria-label={compose.addPicture}
          title={allowed ? compose.addPicture : compose.noPictures}
          disabled={!allowed || pictures.all.length >= most}
          onClick={() => file.current?.click()}
        >
          <ImagePlus size={20} aria-hidden />
        </button>
        <TemplatePicker known={{ name, line: line.name, member: member.name }} choose={insert} />
        <button
          type="button"
          className="button button-plain button-icon"
          aria-label={compose.sendLater}
          title={compose.sendLater}
          disabled={!can}
          onClick={() => setLater(true)}
        >
          <Clock size={20} aria-hidden />
        </button>
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
      {later && <SendLater close={() => setLater(false)} choose={(at) => void send(at)} />}
    </form>
  );
}

function costOf(told: ReturnType<typeof usePreflight>): { estimate: string; currency: string } | undefined {
  if (told?.estimate == null || !told.currency) return undefined;
  return { estimate: told.estimate, currency: told.currency };
}

/** A box as high as what is in it at its width, up to what its style allows. */
function useGrowing(box: { current: HTMLTextAreaElement | null }, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes it grow
  useLayoutEffect(() => {
    if (box.current) grow(box.current);
  }, [box, text]);
  useEffect(() => {
    const field = box.current;
    if (field === null) return;
    let width = field.clientWidth;
    const looking = new ResizeObserver(() => {
      if (field.clientWidth === width) return; // it is its own growing
      width = field.clientWidth;
      grow(field);
    });
    looking.observe(field);
    return () => looking.disconnect();
  }, [box]);
}

function grow(field: HTMLTextAreaElement): void {
  // While it is measured it is as low as can be. What is around it must not follow, and what is read above not be moved.
  const around = field.form;
  if (around) around.style.minHeight = `${around.offsetHeight}px`;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  if (around) around.style.minHeight = "";
}
