import { api, taken } from "../api/client";
import { useI18n } from "../i18n/I18n";
import { useSession, useWorkspace } from "../session/SessionGate";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { Part } from "../ui/Part";
import { TextField } from "../ui/TextField";
import { useForm } from "../ui/useForm";
import { countriesIn } from "./countries";
import { Tick } from "./Tick";

const ZONES = Intl.supportedValuesOf("timeZone");

/** The name, the country, the time zone, and what the workspace's people may do in calls. */
export function SettingsPart() {
  const { words, language } = useI18n();
  const { workspace: said, common } = words;
  const { renew } = useSession();
  const { id, name, country, time_zone, voice, talk_keys } = useWorkspace();
  const form = useForm(`workspace.${id}`, { name, country, time_zone, voice, talk_keys }, async (body) => {
    await taken(api.PATCH("/api/v1/workspace", { body }));
    await renew();
  });
  const { draft, change, problem } = form;
  const zones = ZONES.includes(draft.time_zone) ? ZONES : [draft.time_zone, ...ZONES];
  return (
    <Part title={said.pages.settings}>
      <form className="form" onSubmit={form.submit} noValidate>
        <TextField
          label={said.name}
          hint={said.nameHint}
          value={draft.name}
          change={(changed) => change({ name: changed })}
          error={problem?.about("name")}
        />
        <div className="form-pair">
          <Field label={said.country} hint={said.countryHint} error={problem?.about("country")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={draft.country}
                onChange={(event) => change({ country: event.target.value })}
              >
                {countriesIn(language).map(([code, called]) => (
                  <option key={code} value={code}>
                    {called}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={said.timeZone} hint={said.timeZoneHint} error={problem?.about("time_zone")}>
            {(control) => (
              <select
                {...control}
                className="input"
                value={draft.time_zone}
                onChange={(event) => change({ time_zone: event.target.value })}
              >
                {zones.map((zone) => (
                  <option key={zone} value={zone}>
                    {zone.replaceAll("_", " ")}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <Tick
          label={said.voice}
          hint={said.voiceHint}
          on={draft.voice}
          change={(on) => change({ voice: on })}
        />
        <Tick
          label={said.talkKeys}
          hint={said.talkKeysHint}
          on={draft.talk_keys}
          change={(on) => change({ talk_keys: on })}
        />
        <FormEnd form={form} fields={["name", "country", "time_zone"]} />
        <p className="small soft">{said.languageIs(common.settings)}</p>
      </form>
    </Part>
  );
}
