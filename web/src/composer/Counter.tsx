import { useI18n } from "../i18n/I18n";
import { useTextWords } from "../i18n/texts";
import { counted, dearCharacters } from "./segments";

/** How near the end of an SMS the characters are counted. */
const NEAR = 40;
const SOME = 6;

/** How many SMS a text is, and from near the end of one on how much still fits. Read aloud only when the number of SMS changes. */
export function Counter(props: { text: string; cost: { estimate: string; currency: string } | undefined }) {
  const { format } = useI18n();
  const { compose } = useTextWords();
  const { encoding, segments, left } = counted(props.text);
  const limit = encoding === "gsm7" ? 160 : 70;
  const near = segments > 1 || left <= (encoding === "gsm7" ? NEAR : NEAR / 2);
  if (!near) return null;
  const dear = encoding === "ucs2" ? dearCharacters(props.text) : [];
  return (
    <p className="counter small soft" title={compose.countDetail}>
      <span className={left <= 10 ? "counter-end number" : "number"} aria-hidden>
        {compose.left(left)}
      </span>
      <span role="status">{segments > 1 && compose.segments(segments)}</span>
      {props.cost && segments > 1 && (
        <span className="number">
          {compose.about(format.money(props.cost.estimate, props.cost.currency))}
        </span>
      )}
      {dear.length > 0 && segments > 1 && <span>{compose.dear(dear.slice(0, SOME).join(" "), limit)}</span>}
    </p>
  );
}
