import { ArrowUp, CircleAlert } from "lucide-react";
import { useConsoleWords } from "../i18n/console";
import { Check } from "../ui/Choices";
import { CODECS, type Codec } from "./trunks";

/** How sound is sent, the preferred way first. */
export function CodecChoice(props: {
  chosen: readonly Codec[];
  choose: (codecs: Codec[]) => void;
  error: string | undefined;
}) {
  const { trunks: words } = useConsoleWords();
  const { chosen, choose } = props;
  const all = [...chosen, ...CODECS.filter((codec) => !chosen.includes(codec))];
  return (
    <fieldset className="form-group">
      <legend className="field-label">{words.codecs}</legend>
      {all.map((codec) => (
        <div key={codec} className="codec">
          <Check
            checked={chosen.includes(codec)}
            change={(on) => choose(on ? [...chosen, codec] : chosen.filter((each) => each !== codec))}
          >
            {words.codecNames[codec]}
          </Check>
          {chosen.indexOf(codec) > 0 && (
            <button
              type="button"
              className="button button-plain button-icon"
              aria-label={words.codecEarlier(words.codecNames[codec])}
              onClick={() => {
                const place = chosen.indexOf(codec);
                const rest = chosen.filter((each) => each !== codec);
                choose(rest.toSpliced(place - 1, 0, codec));
              }}
            >
              <ArrowUp size={18} aria-hidden />
            </button>
          )}
        </div>
      ))}
      {props.error && (
        <p className="field-error" role="alert">
          <CircleAlert size={16} aria-hidden />
          {props.error}
        </p>
      )}
    </fieldset>
  );
}
