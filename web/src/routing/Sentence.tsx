import type { Found, Route } from "./route";
import { useAround } from "./useAround";
import { type Clause, said } from "./words";
import "./Routing.css";

/** A route as sentences. With `open`, its parts can be clicked. */
export function Sentence(props: {
  route: Route;
  line: Found["line"];
  people: Found["people"];
  /** Which part is open, and what a click does. */
  open?: {
    part: Clause | undefined;
    choose: (part: Clause) => void;
    panel: string;
    wrong: (part: Clause) => boolean;
  };
}) {
  const around = useAround(props);
  const { open } = props;
  const sentences = around.words.sentences(said(props.route, around));
  return (
    <div className="route-sentences">
      {sentences.map((sentence, place) => (
        <p key={place} className={place === 0 ? "route-main" : "route-more"}>
          {sentence.map((piece, at) =>
            typeof piece === "string" ? (
              <span key={at}>{at === 0 ? piece : kept(piece)}</span>
            ) : open ? (
              <button
                key={piece.part}
                type="button"
                className="route-part"
                aria-expanded={open.part === piece.part}
                aria-controls={open.panel}
                data-wrong={open.wrong(piece.part)}
                onClick={() => open.choose(piece.part)}
              >
                {piece.text}
              </button>
            ) : (
              <strong key={piece.part}>{piece.text}</strong>
            ),
          )}
        </p>
      ))}
    </div>
  );
}

/** With a stop or comma that stays on the line of the part before it. */
function kept(piece: string): string {
  return /^[.,;:]/.test(piece) ? `\u2060${piece}` : piece;
}
