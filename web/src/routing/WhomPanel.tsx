import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useConsoleWords } from "../i18n/console";
import { NumberInput } from "../numbers/NumberInput";
import { useNumbers } from "../numbers/useNumbers";
import { Check } from "../ui/Choices";
import type { PartProps } from "./PartPanel";
import type { Member } from "./route";

/** Whom a line rings: people, on which of their phones, and other numbers. */
export function WhomPanel({ route, change, people }: PartProps) {
  const { route: words } = useConsoleWords();
  const { agents } = route;
  const chosen = agents.map((id) => people.find((each) => each.id === id));
  const others = people.filter(({ id, active }) => active && !agents.includes(id));
  const swap = (place: number) => {
    const [one, two] = [agents[place], agents[place + 1]];
    if (one !== undefined && two !== undefined)
      change({ agents: agents.with(place, two).with(place + 1, one) });
  };
  return (
    <>
      <fieldset className="route-group">
        <legend className="field-label">{words.people}</legend>
        {chosen.map((member, place) => (
          <Agent
            key={agents[place]}
            member={member}
            moves={agents.length > 1}
            first={place === 0}
            last={place === agents.length - 1}
            earlier={() => swap(place - 1)}
            later={() => swap(place)}
            remove={() => change({ agents: agents.toSpliced(place, 1) })}
          />
        ))}
        {others.length > 0 && (
          <select
            className="input"
            aria-label={words.addAgent}
            value=""
            onChange={(event) => change({ agents: [...agents, event.target.value] })}
          >
            <option value="">{words.addAgent}</option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {agents.length > 0 && (
          <>
            <Check
              checked={route.softphones_on}
              change={(softphones_on) => change({ softphones_on })}
              hint={words.softphonesHint}
            >
              {words.softphones}
            </Check>
            <Check
              checked={route.agents_on}
              change={(agents_on) => change({ agents_on })}
              hint={words.phonesHint}
            >
              {words.phones}
            </Check>
          </>
        )}
      </fieldset>
      <Forwards route={route} change={change} />
    </>
  );
}

function Agent(props: {
  member: Member | undefined;
  moves: boolean;
  first: boolean;
  last: boolean;
  earlier: () => void;
  later: () => void;
  remove: () => void;
}) {
  const { route: words } = useConsoleWords();
  const written = useNumbers();
  const { member } = props;
  const name = member?.name ?? words.gone;
  return (
    <div className="route-row">
      <span className="route-who">
        {name}
        <span className="small soft number">
          {member?.active === false ? words.gone : member?.number ? written(member.number) : words.noPhone}
        </span>
      </span>
      {props.moves && (
        <>
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={words.earlier(name)}
            disabled={props.first}
            onClick={props.earlier}
          >
            <ArrowUp size={18} aria-hidden />
          </button>
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={words.later(name)}
            disabled={props.last}
            onClick={props.later}
          >
            <ArrowDown size={18} aria-hidden />
          </button>
        </>
      )}
      <button
        type="button"
        className="button button-plain button-icon"
        aria-label={words.without(name)}
        onClick={props.remove}
      >
        <X size={18} aria-hidden />
      </button>
    </div>
  );
}

function Forwards({ route, change }: Pick<PartProps, "route" | "change">) {
  const { route: words } = useConsoleWords();
  const { forwards } = route;
  const put = (place: number, part: Partial<(typeof forwards)[number]>) =>
    change({ forwards: forwards.map((each, at) => (at === place ? { ...each, ...part } : each)) });
  return (
    <fieldset className="route-group">
      <legend className="field-label">{words.forwards}</legend>
      {forwards.map(({ number, name }, place) => (
        <div key={place} className="route-row">
          <NumberInput
            aria-label={words.forwardNumber(place + 1)}
            placeholder={words.number}
            value={number}
            change={(text) => put(place, { number: text })}
          />
          <input
            className="input"
            autoComplete="off"
            aria-label={words.forwardName(place + 1)}
            placeholder={words.name}
            value={name}
            onInput={(event) => put(place, { name: event.currentTarget.value })}
          />
          <button
            type="button"
            className="button button-plain button-icon"
            aria-label={words.without(name || number || String(place + 1))}
            onClick={() => change({ forwards: forwards.toSpliced(place, 1) })}
          >
            <X size={18} aria-hidden />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button button-plain route-add"
        onClick={() => change({ forwards: [...forwards, { number: "", name: "" }] })}
      >
        <Plus size={18} aria-hidden />
        {words.addForward}
      </button>
      {forwards.length > 0 && (
        <Check
          checked={route.forwards_on}
          change={(forwards_on) => change({ forwards_on })}
          hint={words.forwardsHint}
        >
          {words.forwardsOn}
        </Check>
      )}
    </fieldset>
  );
}
