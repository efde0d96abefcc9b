// A provider of identities, and which of its groups get which roles.
import { Button, Checkbox, MultiSelect, PasswordInput, Switch, TagsInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Provider, type Role, useSaveProvider } from "../../data/staff";
import { about, besides } from "../../lib/problems";
import { roleName } from "../../lib/roles";
import { DialogForm } from "../../ui/Dialog";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";

interface Group {
  key: number;
  group: string;
  roles: string[];
}

export interface ProviderFormProps {
  tenantId: string;
  /** `null` for a new one. */
  provider: Provider | null;
  roles: readonly Role[];
  onDone: () => void;
}

const FIELDS = [
  "name",
  "issuer",
  "clientId",
  "clientSecret",
  "scopes",
  "groupsClaim",
  "defaultRoles",
] as const;

export function ProviderForm({ tenantId, provider, roles, onDone }: ProviderFormProps) {
  const save = useSaveProvider(tenantId, provider?.id ?? null);
  const [values, setValues] = useState({
    name: provider?.name ?? "",
    issuer: provider?.issuer ?? "",
    clientId: provider?.clientId ?? "",
    clientSecret: "",
    groupsClaim: provider?.groupsClaim ?? "",
  });
  const [scopes, setScopes] = useState(provider?.scopes ?? ["profile", "email"]);
  const [groups, setGroups] = useState<Group[]>(
    Object.entries(provider?.groupRoles ?? {}).map(([group, given], key) => ({ key, group, roles: given })),
  );
  const [defaultRoles, setDefaultRoles] = useState(provider?.defaultRoles ?? []);
  const [createAccounts, setCreateAccounts] = useState(provider?.createAccounts ?? false);
  const [enabled, setEnabled] = useState(provider?.enabled ?? true);
  const problem = (field: string) => about(save.error, field);
  const text = (field: keyof typeof values) => ({
    value: values[field],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      setValues({ ...values, [field]: event.currentTarget.value }),
    error: problem(field),
  });
  const roleData = roles
    .filter(({ id }) => id !== "platform_admin")
    .map(({ id }) => ({ value: id, label: roleName(id, roles) }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { clientSecret, groupsClaim, ...given } = values;
    const named = groups.filter(({ group }) => group.trim());
    save.mutate(
      {
        ...given,
        scopes,
        ...(clientSecret && { clientSecret }),
        groupsClaim: groupsClaim.trim() || null,
        groupRoles: Object.fromEntries(named.map((one) => [one.group.trim(), one.roles])),
        defaultRoles,
        createAccounts,
        enabled,
        ...(provider && { version: provider.version }),
      },
      {
        onSuccess: () => {
          done(`${given.name} is set up.`);
          onDone();
        },
      },
    );
  };
  const change = (key: number, next: Partial<Group>) =>
    setGroups(groups.map((one) => (one.key === key ? { ...one, ...next } : one)));
  return (
    <DialogForm
      onSubmit={submit}
      actions={
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      }
    >
      <TextInput
        label="Name"
        description="On the button"
        required
        maxLength={100}
        {...text("name")}
        data-autofocus
      />
      <TextInput
        label="Issuer"
        description="As the provider calls itself, to the letter"
        placeholder="https://login.example.com"
        required
        {...text("issuer")}
      />
      <div className="pair">
        <TextInput label="Client id" required autoComplete="off" {...text("clientId")} />
        <PasswordInput
          label="Client secret"
          required={!provider}
          placeholder={provider ? "As it is" : ""}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": "Show the secret" }}
          {...text("clientSecret")}
        />
      </div>
      <TagsInput
        label="Scopes"
        description="Besides openid"
        value={scopes}
        onChange={setScopes}
        error={problem("scopes")}
      />
      <TextInput
        label="Groups claim"
        description="Where the provider lists somebody's groups; empty: roles are given here"
        placeholder="groups"
        {...text("groupsClaim")}
      />
      {values.groupsClaim.trim() && (
        <fieldset className="plain">
          <legend className="visually-hidden">Roles by group</legend>
          {groups.map((one) => (
            <div className="row" key={one.key}>
              <TextInput
                className="row-grow"
                label="Group"
                value={one.group}
                onChange={(event) => change(one.key, { group: event.currentTarget.value })}
              />
              <MultiSelect
                className="row-grow"
                label="gets the roles"
                data={roleData}
                value={one.roles}
                onChange={(given) => change(one.key, { roles: given })}
              />
              <Button
                className="row-end"
                variant="default"
                aria-label={`Take the group ${one.group} away`}
                onClick={() => setGroups(groups.filter(({ key }) => key !== one.key))}
              >
                Take away
              </Button>
            </div>
          ))}
          <Button
            variant="default"
            size="xs"
            mt="xs"
            onClick={() =>
              setGroups([
                ...groups,
                { key: 1 + Math.max(-1, ...groups.map(({ key }) => key)), group: "", roles: [] },
              ])
            }
          >
            Add a group
          </Button>
        </fieldset>
      )}
      <Checkbox
        label="Whoever comes for the first time gets an account"
        description="Otherwise they have to be invited"
        checked={createAccounts}
        onChange={(event) => setCreateAccounts(event.currentTarget.checked)}
      />
      {(createAccounts || values.groupsClaim.trim()) && (
        <MultiSelect
          label="Roles of everybody else"
          description="Of those in none of the groups; without one they are refused"
          data={roleData}
          value={defaultRoles}
          onChange={setDefaultRoles}
          error={problem("defaultRoles")}
        />
      )}
      <Switch
        label="Offered at the sign-in"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <ErrorNote error={besides(save.error, ...FIELDS)} />
    </DialogForm>
  );
}
