import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useI18n } from "../i18n/I18n";
import { useWorkspace } from "../session/SessionGate";
import { FormEnd } from "../ui/FormEnd";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { TextField } from "../ui/TextField";
import { useForm } from "../ui/useForm";
import { CountryChoice } from "./CountryChoice";
import { changeOf, draftOf, KINDS, MEMBER_CAPS, WORKSPACE_CAPS } from "./limits";
import { Tick } from "./Tick";

type Limits = Schemas["LimitsView"];

/** How much may be spent by calling, and what was used today. Owners change it, others read. */
export function LimitsPart({ changes }: { changes: boolean }) {
  const load = useLoad(useCallback(() => taken(api.GET("/api/v1/limits")), []));
  return (
    <Shown load={load}>
      {(limits) => (
        <>
          <Used limits={limits} />
          <LimitsForm limits={limits} changes={changes} put={load.put} />
        </>
      )}
    </Shown>
  );
}

function Used({ limits }: { limits: Limits }) {
  const { workspace: said } = useI18n().words;
  const { used, workspace } = limits;
  const all = [
    [said.usedCalls, used.calls, workspace.calls_a_day],
    [said.usedMinutes, Math.round(used.talk_minutes), workspace.minutes_a_day],
    [said.usedNow, used.calls_now, workspace.calls_at_once],
  ] as const;
  return (
    <Part title={said.usedToday}>
      <dl className="used">
        {all.map(([name, value, most]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>
              <strong>{value}</strong> <span className="soft">{said.of(most)}</span>
              <meter min={0} max={most || 1} high={(most || 1) * 0.8} value={value} aria-label={name} />
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function LimitsForm(props: { limits: Limits; changes: boolean; put: (limits: Limits) => void }) {
  const { workspace: said } = useI18n().words;
  const { limits, changes } = props;
  const form = useForm(`limits.${useWorkspace().id}`, draftOf(limits), async (draft) => {
    props.put(await taken(api.PATCH("/api/v1/limits", { body: changeOf(draft, limits) })));
  });
  const { draft, change, problem } = form;
  const cap = (name: (typeof WORKSPACE_CAPS | typeof MEMBER_CAPS)[number]) => (
    <TextField
      key={name}
      label={said.caps[name]}
      inputMode="numeric"
      disabled={!changes}
      value={draft[name]}
      change={(text) => change({ [name]: text })}
      error={problem?.about(name)}
    />
  );
  const kind = (each: (typeof KINDS)[number], on: boolean) =>
    change({
      refused_kinds: KINDS.filter((one) => (one === each ? on : draft.refused_kinds.includes(one))).sort(),
    });
  return (
    <Part title={said.pages.limits} lead={changes ? said.limitsLead : said.limitsOwners}>
      <form className="form" onSubmit={form.submit} noValidate>
        <CountryChoice
          chosen={draft.countries}
          disabled={!changes}
          change={(countries) => change({ countries })}
          error={problem?.about("countries")}
        />
        <fieldset className="ticks">
          <legend className="field-label">{said.refusedKinds}</legend>
          {KINDS.map((each) => (
            <Tick
              key={each}
              label={said.kinds[each]}
              on={draft.refused_kinds.includes(each)}
              disabled={!changes}
              change={(on) => kind(each, on)}
            />
          ))}
        </fieldset>
        <h3>{said.ofAll}</h3>
        <div className="form-pair">{WORKSPACE_CAPS.map(cap)}</div>
        <h3>{said.ofEach}</h3>
        <div className="form-pair">{MEMBER_CAPS.map(cap)}</div>
        {changes && (
          <>
            <p className="small soft">{said.emptyIsDefault}</p>
            <FormEnd form={form} fields={["countries", ...WORKSPACE_CAPS, ...MEMBER_CAPS]} />
          </>
        )}
      </form>
    </Part>
  );
}
