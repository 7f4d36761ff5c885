import { ImageOff, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { Problem } from "../api/problem";
import { useTextWords } from "../i18n/texts";
import { pictureUrl } from "./server";
import type { Picture, Pictures } from "./usePictures";

/** The pictures that go with a text, with how far each is, and a way to take it out. */
export function PictureTray({ pictures, most }: { pictures: Pictures; most: number }) {
  const { compose } = useTextWords();
  if (pictures.all.length === 0 && pictures.surplus === 0) return null;
  return (
    <div className="tray">
      <ul aria-label={compose.pictures}>
        {pictures.all.map((each) => (
          <Thumbnail key={each.key} picture={each} pictures={pictures} />
        ))}
      </ul>
      <div aria-live="polite">
        {pictures.surplus > 0 && <p className="small tray-told">{compose.tooMany(most)}</p>}
        {pictures.all.map(
          (each) =>
            each.state === "failed" && (
              <p key={each.key} className="small tray-told">
                {each.name ? `${each.name}: ` : ""}
                {each.why instanceof Problem
                  ? each.why.message || compose.notUploaded
                  : compose.refused[each.why]}
              </p>
            ),
        )}
      </div>
    </div>
  );
}

/** A picture by its address; one that is on the server and whose address holds no more is asked for a new one, once. */
function Seen({ id, url, alt }: { id: string | null; url: string; alt: string }) {
  const [renewed, setRenewed] = useState<string>();
  function renew() {
    if (id === null || renewed !== undefined) return;
    pictureUrl(id).then(setRenewed, () => {}); // its name is shown in its place
  }
  return <img src={renewed ?? url} alt={alt} onError={renew} />;
}

function Thumbnail({ picture, pictures }: { picture: Picture; pictures: Pictures }) {
  const { compose } = useTextWords();
  const name = picture.name || compose.picture;
  return (
    <li className={`tray-picture tray-${picture.state}`}>
      {picture.state === "failed" && !(picture.why instanceof Problem) ? (
        <ImageOff size={24} aria-label={name} />
      ) : (
        <Seen
          key={picture.key}
          id={picture.state === "ready" ? picture.id : null}
          url={picture.url}
          alt={name}
        />
      )}
      {(picture.state === "shrinking" || picture.state === "uploading") && (
        <progress
          aria-label={compose.uploading(name)}
          {...(picture.state === "uploading" && { value: picture.part, max: 1 })}
        />
      )}
      {picture.state === "failed" && picture.why instanceof Problem && (
        <button
          type="button"
          className="tray-again"
          aria-label={compose.uploadAgain(name)}
          title={compose.uploadAgain(name)}
          onClick={() => pictures.again(picture.key)}
        >
          <RotateCw size={20} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className="tray-remove"
        aria-label={compose.takeOut(name)}
        title={compose.takeOut(name)}
        onClick={() => pictures.remove(picture.key)}
      >
        <X size={14} aria-hidden />
      </button>
    </li>
  );
}
