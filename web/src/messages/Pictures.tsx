import { ImageOff, RotateCw } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useWords } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useNumbers } from "../numbers/useNumbers";
import { ProblemNotice } from "../ui/ProblemNotice";
import type { MessageEntry } from "./conversations";
import { Lightbox } from "./Lightbox";

/** The pictures of a text, small; a click shows them large. */
export function Pictures(props: { message: MessageEntry; refresh: () => Promise<void> }) {
  const { message, refresh } = props;
  const { common } = useWords();
  const { text } = useTextWords();
  const written = useNumbers();
  const [shown, setShown] = useState<number>();
  const who =
    message.direction === "inbound"
      ? written(message.number) || common.unknownCaller
      : message.member_name || text.system;
  const seen = message.pictures.flatMap(({ id, url }) => (url === null ? [] : [{ id, url }]));
  const altOf = (place: number) => text.picture(place + 1, seen.length, who);
  return (
    <>
      <ul className={`text-pictures text-pictures-${Math.min(seen.length, 3)}`}>
        {message.pictures.map((picture) => {
          const place = seen.findIndex(({ id }) => id === picture.id);
          if (picture.url === null)
            return (
              <li key={picture.id} className="text-picture-none soft small">
                <ImageOff size={20} aria-hidden />
                <span>{picture.state === "fetching" ? text.fetching : text.lost}</span>
                {picture.state === "failed" && message.direction === "inbound" && (
                  <FetchAgain picture={picture.id} fetched={refresh} />
                )}
              </li>
            );
          return (
            <li key={picture.id}>
              <button type="button" onClick={() => setShown(place)}>
                <img
                  src={picture.url}
                  alt={altOf(place)}
                  loading="lazy"
                  {...(picture.width && picture.height && { width: picture.width, height: picture.height })}
                />
              </button>
            </li>
          );
        })}
      </ul>
      {shown !== undefined && (
        <Lightbox
          pictures={seen.map(({ url }, place) => ({ url, alt: altOf(place) }))}
          first={shown}
          close={() => setShown(undefined)}
        />
      )}
    </>
  );
}

/** Have a picture that failed be fetched from the carrier once more. */
function FetchAgain({ picture, fetched }: { picture: string; fetched: () => Promise<void> }) {
  const { text } = useTextWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  async function fetchAgain() {
    setBusy(true);
    setProblem(undefined);
    try {
      await taken(api.POST("/api/v1/pictures/{picture}/again", { params: { path: { picture } } }));
      await fetched();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  }
  return (
    <>
      <button
        type="button"
        className="button button-plain text-act"
        disabled={busy}
        onClick={() => void fetchAgain()}
      >
        <RotateCw size={15} aria-hidden />
        {text.fetchAgain}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
