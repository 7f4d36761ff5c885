import { X } from "lucide-react";
import { useI18n } from "../i18n/I18n";
import { Field } from "../ui/Field";
import { countriesIn, NO_COUNTRY } from "./countries";

/** Which countries may be called. */
export function CountryChoice(props: {
  chosen: readonly string[];
  disabled: boolean;
  change: (countries: readonly string[]) => void;
  error: string | undefined;
}) {
  const { words, language } = useI18n();
  const { workspace: said } = words;
  const { chosen, disabled, change } = props;
  const all = [...countriesIn(language), [NO_COUNTRY, said.noCountry] as const];
  const shown = all.filter(([code]) => chosen.includes(code));
  return (
    <div className="countries">
      <Field label={said.countries} hint={said.countriesHint} error={props.error}>
        {(control) => (
          <select
            {...control}
            className="input"
            value=""
            disabled={disabled}
            onChange={(event) => event.target.value && change([...chosen, event.target.value].sort())}
          >
            <option value="">{said.addCountry}</option>
            {all
              .filter(([code]) => !chosen.includes(code))
              .map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
          </select>
        )}
      </Field>
      <ul className="countries-chosen" aria-label={said.countries}>
        {shown.map(([code, name]) => (
          <li key={code}>
            {name}
            {!disabled && (
              <button
                type="button"
                className="button button-plain button-icon"
                aria-label={said.removeCountry(name)}
                onClick={() => change(chosen.filter((each) => each !== code))}
              >
                <X size={16} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
