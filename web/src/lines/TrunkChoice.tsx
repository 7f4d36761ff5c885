import { ArrowDown, ArrowUp, CircleAlert, X } from "lucide-react";
import { useId } from "react";
import { Link } from "../app/router";
import { useConsoleWords } from "../i18n/console";
import { useSession } from "../session/SessionGate";
import type { Trunk } from "./lines";

/** The trunks that carry a line's calls, in the order in which they are tried. */
export function TrunkChoice(props: {
  trunks: readonly Trunk[];
  chosen: readonly string[];
  choose: (trunks: string[]) => void;
  error: string | undefined;
}) {
  const { lines: words, trunks: trunkWords } = useConsoleWords();
  const { role } = useSession().session.member;
  const id = useId();
  const { trunks, chosen, choose } = props;
  const nameOf = (trunk: string) => trunks.find((each) => each.id === trunk)?.name ?? words.trunkGone;
  const others = trunks.filter(({ id }) => !chosen.includes(id));
  const swap = (place: number) => {
    const [one, two] = [chosen[place], chosen[place + 1]];
    if (one !== undefined && two !== undefined) choose(chosen.with(place, two).with(place + 1, one));
  };
  return (
    <fieldset className="trunk-choice" aria-describedby={props.error ? `${id}-told` : undefined}>
      <legend className="field-label">{words.trunks}</legend>
      {chosen.length === 0 && <p className="soft">{words.noTrunks}</p>}
      <ol>
        {chosen.map((trunk, place) => (
          <li key={trunk}>
            <span>{nameOf(trunk)}</span>
            {chosen.length > 1 && (
              <>
                <button
                  type="button"
                  className="button button-plain button-icon"
                  aria-label={words.earlier(nameOf(trunk))}
                  disabled={place === 0}
                  onClick={() => swap(place - 1)}
                >
                  <ArrowUp size={18} aria-hidden />
                </button>
                <button
                  type="button"
                  className="button button-plain button-icon"
                  aria-label={words.later(nameOf(trunk))}
                  disabled={place === chosen.length - 1}
                  onClick={() => swap(place)}
                >
                  <ArrowDown size={18} aria-hidden />
                </button>
              </>
            )}
            <button
              type="button"
              className="button button-plain button-icon"
              aria-label={words.withoutTrunk(nameOf(trunk))}
              onClick={() => choose(chosen.toSpliced(place, 1))}
            >
              <X size={18} aria-hidden />
            </button>
          </li>
        ))}
      </ol>
      {others.length > 0 && (
        <select
          className="input"
          aria-label={words.addTrunk}
          value=""
          onChange={(event) => choose([...chosen, event.target.value])}
        >
          <option value="">{words.addTrunk}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      {trunks.length === 0 && role === "owner" && <Link href="/trunks/new">{trunkWords.add}</Link>}
      {props.error && (
        <p className="field-error" id={`${id}-told`} role="alert">
          <CircleAlert size={16} aria-hidden />
          {props.error}
        </p>
      )}
    </fieldset>
  );
}
