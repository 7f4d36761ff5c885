import { api, taken } from "../api/client";
import { useWords } from "../i18n/I18n";
import { NumberInput } from "../numbers/NumberInput";
import { useSession } from "../session/SessionGate";
import { Check } from "../ui/Choices";
import { Field } from "../ui/Field";
import { FormEnd } from "../ui/FormEnd";
import { Part } from "../ui/Part";
import { TextField } from "../ui/TextField";
import { useForm } from "../ui/useForm";
import { changeOf, draftOf, type Member, rolesGivenBy } from "./member";
import { RoleField } from "./RoleField";

const FIELDS = ["name", "email", "role", "number", "extension"];

/** What a member is called, how they are reached, and what they may do. */
export function MemberForm({ member, put }: { member: Member; put: (member: Member) => void }) {
  const { team, session: words } = useWords();
  const { member: me } = useSession().session;
  const form = useForm(`member.${member.id}`, draftOf(member), async (draft) => {
    const path = { params: { path: { member: member.id } } };
    put(await taken(api.PATCH("/api/v1/members/{member}", { ...path, body: changeOf(draft, member) })));
  });
  const { draft, change, problem } = form;
  return (
    <Part title={team.about}>
      <form className="form" onSubmit={form.submit} noValidate>
        <div className="form-pair">
          <TextField
            label={team.name}
            value={draft.name}
            change={(name) => change({ name })}
            error={problem?.about("name")}
          />
          <TextField
            label={words.email}
            type="email"
            hint={team.emailHint}
            value={draft.email}
            change={(email) => change({ email })}
            error={problem?.about("email")}
          />
          <Field label={team.number} hint={team.numberHint} error={problem?.about("number")}>
            {(control) => (
              <NumberInput {...control} value={draft.number} change={(number) => change({ number })} />
            )}
          </Field>
          <TextField
            label={team.extension}
            hint={team.extensionHint}
            inputMode="numeric"
            value={draft.extension}
            change={(extension) => change({ extension })}
            error={problem?.about("extension")}
          />
        </div>
        <RoleField
          role={draft.role}
          roles={rolesGivenBy(me)}
          change={(role) => change({ role })}
          error={problem?.about("role")}
        />
        {me.role === "owner" && (
          <Check
            checked={draft.may_unmask}
            change={(may_unmask) => change({ may_unmask })}
            hint={team.mayUnmaskHint}
          >
            {team.mayUnmask}
          </Check>
        )}
        <FormEnd form={form} fields={FIELDS} />
      </form>
    </Part>
  );
}
