// Permissions to choose from, in groups; those one does not have oneself cannot be given.
import { Checkbox } from "@mantine/core";
import { useMe } from "../data/me";
import { may, PERMISSION_GROUPS, type Permission } from "../lib/permissions";

export interface PermissionBoxesProps {
  chosen: readonly Permission[];
  onChange: (chosen: Permission[]) => void;
  error?: string | undefined;
}

export function PermissionBoxes({ chosen, onChange, error }: PermissionBoxesProps) {
  const me = useMe();
  const toggle = (name: Permission) =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <div className="permissions">
      {PERMISSION_GROUPS.map(({ title, permissions }) => (
        <fieldset key={title} className="plain">
          <legend>{title}</legend>
          {permissions.map(({ name, label }) => (
            <Checkbox
              key={name}
              label={label}
              checked={chosen.includes(name)}
              disabled={!may(me, name) && !chosen.includes(name)}
              onChange={() => toggle(name)}
            />
          ))}
        </fieldset>
      ))}
      {error && (
        <p className="wrong" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
