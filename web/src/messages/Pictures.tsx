import { ImageOff } from "lucide-react";
import { useState } from "react";
import { useWords } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { useNumbers } from "../numbers/useNumbers";
import type { MessageEntry } from "./conversations";
import { Lightbox } from "./Lightbox";

/** The pictures of a text, small; a click shows them large. */
export function Pictures({ message }: { message: MessageEntry }) {
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
                {picture.state === "fetching" ? text.fetching : text.lost}
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
