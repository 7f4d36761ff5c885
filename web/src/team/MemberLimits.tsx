import { useCallback } from "react";
import { api, type Schemas, taken } from "../api/client";
import { useLoad } from "../api/useLoad";
import { useWords } from "../i18n/I18n";
import { FormEnd } from "../ui/FormEnd";
import { Part } from "../ui/Part";
import { Shown } from "../ui/Shown";
import { TextField } from "../ui/TextField";
import { useForm } from "../ui/useForm";
import { type Cap, changeOf, draftOf, NAMES } from "./memberLimits";

type Limits = Schemas["MemberLimitsView"];

/** How much one person may spend by calling, and what they used today. For owners. */
export function MemberLimits({ member }: { member: string }) {
  const { team } = useWords();
  const ask = useCallback(
    () => taken(api.GET("/api/v1/limits/members/{member}", { params: { path: { member } } })),
    [member],
  );
  const load = useLoad(ask);
  return (
    <Part title={team.limits} lead={team.limitsLead}>
      <Shown load={load}>{(limits) => <Caps limits={limits} put={load.put} />}</Shown>
    </Part>
  );
}

function Caps({ limits, put }: { limits: Limits; put: (limits: Limits) => void }) {
  const { team, workspace } = useWords();
  const { used, caps } = limits;
  const form = useForm(`limits.${limits.member}`, draftOf(limits), async (draft) => {
    const path = { params: { path: { member: limits.member } } };
    const body = changeOf(draft, limits);
    put(await taken(api.PATCH("/api/v1/limits/members/{member}", { ...path, body })));
  });
  const holds: Record<Cap, number> = { ...caps, longest_minutes: limits.longest_minutes };
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      <p className="small">{team.usedToday(used.calls, Math.round(used.talk_minutes))}</p>
      <div className="form-pair">
        {NAMES.map((name) => (
          <TextField
            key={name}
            label={workspace.caps[name]}
            hint={limits.own.includes(name) ? undefined : team.asEverybody}
            inputMode="numeric"
            placeholder={String(holds[name])}
            value={form.draft[name]}
            change={(text) => form.change({ [name]: text })}
            error={form.problem?.about(name)}
          />
        ))}
      </div>
      <FormEnd form={form} fields={NAMES} />
    </form>
  );
}
