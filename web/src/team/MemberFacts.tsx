import { api, taken } from "../api/client";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { useNumbers } from "../numbers/useNumbers";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { Part } from "../ui/Part";
import { useForm } from "../ui/useForm";
import type { Member } from "./member";

/** A member as others see them, who may not change them; of oneself the number may be changed. */
export function MemberFacts(props: { member: Member; own: boolean; put: (member: Member) => void }) {
  const { team, session: words } = useWords();
  const written = useNumbers();
  const { member, own } = props;
  const facts = [
    [words.email, member.email],
    [team.extension, member.extension],
    ...(own ? [] : [[team.number, member.number && written(member.number)] as const]),
    ...(member.may_unmask ? [[team.mayUnmask, team.mayUnmaskIs] as const] : []),
  ] as const;
  return (
    <Part title={team.about}>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="soft small">{name}</dt>
            <dd>{value || team.noneGiven}</dd>
          </div>
        ))}
      </dl>
      {own && <OwnNumber {...props} />}
    </Part>
  );
}

function OwnNumber({ member, put }: { member: Member; put: (member: Member) => void }) {
  const { team } = useWords();
  const form = useForm(`member.${member.id}`, { number: member.number ?? "" }, async ({ number }) => {
    const path = { params: { path: { member: member.id } } };
    const body = { number: number.trim() || null };
    put(await taken(api.PATCH("/api/v1/members/{member}", { ...path, body })));
  });
  return (
    <form className="form" onSubmit={form.submit} noValidate>
      <Field label={team.number} hint={team.numberHint} error={form.problem?.about("number")}>
        {(control) => (
          <NumberInput {...control} value={form.draft.number} change={(number) => form.change({ number })} />
        )}
      </Field>
      <FormEnd form={form} fields={["number"]} />
    </form>
  );
}
