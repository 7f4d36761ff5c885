import { useWords } from "../i18n/I18n";
import { Field } from "../ui/Field";
import type { Role } from "./member";

/** Which role, with what it may do. */
export function RoleField(props: {
  role: Role;
  roles: readonly Role[];
  change: (role: Role) => void;
  error?: string | undefined;
  disabled?: boolean;
}) {
  const { settings, team } = useWords();
  return (
    <Field label={team.role} hint={team.roleMay[props.role]} error={props.error}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={props.role}
          disabled={props.disabled}
          onChange={(event) => props.change(event.target.value as Role)}
        >
          {props.roles.map((each) => (
            <option key={each} value={each}>
              {settings.role[each]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
