// Somebody is asked to join.
import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useMe } from "../../data/me";
import { type Realm, type Role, useInvite } from "../../data/staff";
import { LANGUAGES } from "../../lib/languages";
import { mayGive } from "../../lib/permissions";
import { about, besides } from "../../lib/problems";
import { roleName } from "../../lib/roles";
import { DialogForm } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

export interface InviteProps {
  realm: Realm;
  roles: readonly Role[];
  onDone: () => void;
}

export function Invite({ realm, roles, onDone }: InviteProps) {
  const me = useMe();
  const invite = useInvite(realm);
  const [email, setEmail] = useState("");
  const [given, setGiven] = useState<string[]>(realm ? [] : ["platform_admin"]);
  const [language, setLanguage] = useState(me.language);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(
      { email: email.trim(), roles: given, language },
      {
        onSuccess: () => {
          done(`A mail is on its way to ${email.trim()}.`);
          onDone();
        },
      },
    );
  };
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={invite.isPending}>
          Send the invitation
        </Button>
      }
    >
      <TextInput
        type="email"
        label="E-mail"
        autoComplete="off"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={about(invite.error, "email")}
        data-autofocus
      />
      {realm && (
        <RolesField roles={roles} value={given} onChange={setGiven} error={about(invite.error, "roles")} />
      )}
      <Select
        label="Language of the mail"
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        allowDeselect={false}
        value={language}
        onChange={(value) => value && setLanguage(value)}
        error={about(invite.error, "language")}
      />
      <ErrorNote error={besides(invite.error, "email", "language", ...(realm ? ["roles"] : []))} />
    </DialogForm>
  );
}

export interface RolesFieldProps {
  roles: readonly Role[];
  value: string[];
  onChange: (value: string[]) => void;
  error?: string | undefined;
  readOnly?: boolean;
}

/** Roles of a tenant; those that allow more than one may oneself cannot be chosen. */
export function RolesField({ roles, value, onChange, error, readOnly = false }: RolesFieldProps) {
  const me = useMe();
  const data = roles
    .filter(({ id }) => id !== "platform_admin")
    .map((role) => ({
      value: role.id,
      label: roleName(role.id, roles),
      disabled: !mayGive(me, role) && !value.includes(role.id),
    }));
  return (
    <MultiSelect
      label="Roles"
      description="What they may do: all that any of these allows"
      data={data}
      value={value}
      onChange={onChange}
      error={error}
      readOnly={readOnly}
      hidePickedOptions
    />
  );
}
