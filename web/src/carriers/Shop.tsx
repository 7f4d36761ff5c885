import { Search } from "lucide-react";
import { useState } from "react";
import { api, taken } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { useConsoleWords } from "../i18n/console";
import { useI18n } from "../i18n/I18n";
import { useWorkspace } from "../session/SessionGate";
import { Check } from "../ui/Choices";
import { Field } from "../ui/Field";
import { Nothing } from "../ui/Nothing";
import { Part } from "../ui/Part";
import { ProblemNotice } from "../ui/ProblemNotice";
import { TextField } from "../ui/TextField";
import type { Carrier, Country, NumberType, Offer, Price } from "./carriers";
import { OfferRow } from "./OfferRow";

const WITH_AREA_CODES = ["US", "CA"];

/** Looks for numbers, and shows what each costs. */
export function Shop({ carrier, countries }: { carrier: Carrier; countries: readonly Country[] }) {
  const { language } = useI18n();
  const { carriers: words } = useConsoleWords();
  const home = useWorkspace().country;
  const names = new Intl.DisplayNames(language, { type: "region" });
  const [country, setCountry] = useState(
    (countries.find(({ code }) => code === home) ?? countries[0])?.code ?? home,
  );
  const types = countries.find(({ code }) => code === country)?.types ?? [];
  const [type, setType] = useState<NumberType>("local");
  const wanted = types.includes(type) ? type : (types[0] ?? type);
  const [area, setArea] = useState("");
  const [contains, setContains] = useState("");
  const [sms, setSms] = useState(false);
  const [mms, setMms] = useState(false);
  const [searching, setSearching] = useState(false);
  const [found, setFound] = useState<{ items: readonly Offer[]; price: Price | null }>();
  const [problem, setProblem] = useState<Problem>();
  const areas = WITH_AREA_CODES.includes(country) && wanted === "local";

  async function search() {
    setSearching(true);
    setProblem(undefined);
    try {
      const query = {
        country,
        type: wanted,
        voice: true,
        sms,
        mms,
        ...(areas && area.trim() && { area_code: area.trim() }),
        ...(contains.trim() && { contains: contains.trim() }),
      };
      const params = { path: { trunk: carrier.trunk.id }, query };
      setFound(await taken(api.GET("/api/v1/carriers/{trunk}/offers", { params })));
    } catch (error) {
      setFound(undefined);
      setProblem(asProblem(error));
    }
    setSearching(false);
  }

  const beside = problem?.about("area_code") ?? problem?.about("contains") ?? problem?.about("country");
  return (
    <div className="shop">
      <Part title={words.search} icon={Search}>
        <form
          className="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void search();
          }}
        >
          <Field label={words.country} error={problem?.about("country")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={country}
                onChange={(event) => setCountry(event.target.value)}
              >
                {countries.map(({ code }) => (
                  <option key={code} value={code}>
                    {names.of(code) ?? code}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={words.type}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={wanted}
                onChange={(event) => setType(event.target.value as NumberType)}
              >
                {types.map((each) => (
                  <option key={each} value={each}>
                    {words.types[each]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div className="form-pair">
            {areas && (
              <TextField
                label={words.areaCode}
                hint={words.areaCodeHint}
                error={problem?.about("area_code")}
                inputMode="numeric"
                value={area}
                change={(text) => setArea(text.replace(/\D/g, ""))}
              />
            )}
            <TextField
              label={words.contains}
              hint={words.containsHint}
              error={problem?.about("contains")}
              value={contains}
              change={setContains}
            />
          </div>
          <fieldset className="checks">
            <legend className="unseen">{words.can}</legend>
            <Check checked={sms} change={setSms}>
              {words.mustText}
            </Check>
            <Check checked={mms} change={setMms}>
              {words.mustPicture}
            </Check>
          </fieldset>
          {problem && !beside && <ProblemNotice problem={problem} />}
          <div className="form-do">
            <button type="submit" className="button button-main" disabled={searching}>
              {searching ? words.searching : words.search}
            </button>
          </div>
        </form>
      </Part>
      {found && (
        <section className="shop-found" aria-labelledby="shop-found" aria-busy={searching}>
          <h2 id="shop-found" className={found.items.length === 0 ? "unseen" : undefined}>
            {words.found}
          </h2>
          {found.items.length === 0 ? (
            <Nothing icon={Search} title={words.nothingFound}>
              <p>{words.nothingFoundDetail}</p>
            </Nothing>
          ) : (
            <ul className="rows card" aria-label={words.found}>
              {found.items.map((offer) => (
                <OfferRow key={offer.number} carrier={carrier} offer={offer} price={found.price} />
              ))}
            </ul>
          )}
        </section>
      )}
    </div>
  );
}
