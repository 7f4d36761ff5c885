import { ChevronLeft, ChevronRight, Download, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTextWords } from "../i18n/texts";

/** Pictures as large as the window, one after the other: by the arrow keys, by a click beside; Escape closes. */
export function Lightbox(props: {
  pictures: readonly { url: string; alt: string }[];
  first: number;
  close: () => void;
}) {
  const { pictures, close } = props;
  const { text } = useTextWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [place, setPlace] = useState(props.first);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const shown = pictures[place];
  if (shown === undefined) return null;
  const to = (step: number) => setPlace((place + step + pictures.length) % pictures.length);
  function pressed(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    to(step);
  }
  return (
    <dialog
      ref={dialog}
      className="lightbox"
      aria-label={text.view}
      onKeyDown={pressed}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <img src={shown.url} alt={shown.alt} />
      <div className="lightbox-do">
        {pictures.length > 1 && (
          <>
            <button type="button" aria-label={text.previous} title={text.previous} onClick={() => to(-1)}>
              <ChevronLeft size={24} aria-hidden />
            </button>
            <span aria-live="polite">{text.place(place + 1, pictures.length)}</span>
            <button type="button" aria-label={text.next} title={text.next} onClick={() => to(1)}>
              <ChevronRight size={24} aria-hidden />
            </button>
          </>
        )}
        <a href={shown.url} download aria-label={text.download} title={text.download}>
          <Download size={22} aria-hidden />
        </a>
        <button type="button" aria-label={text.close} title={text.close} onClick={close}>
          <X size={24} aria-hidden />
        </button>
      </div>
    </dialog>
  );
}
