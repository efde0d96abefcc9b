// How staff signs in: who needs a second factor, and single sign-on.
import { Button, Checkbox } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useMe } from "../../data/me";
import {
  type Policy,
  type Provider,
  policyQuery,
  providersQuery,
  type Realm,
  type Role,
  rolesQuery,
  useChangePolicy,
  useDeleteProvider,
} from "../../data/staff";
import { same } from "../../lib/merge";
import { administers, may } from "../../lib/permissions";
import { BUILT_IN, roleName } from "../../lib/roles";
import { ConfirmButton } from "../../ui/Confirm";
import { Copy } from "../../ui/Copy";
import { Dialog } from "../../ui/Dialog";
import { Panel } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";
import { ProviderForm } from "./ProviderForm";
import { StaffFrame, useRealm } from "./StaffFrame";

export function SigningInPage() {
  const realm = useRealm();
  const me = useMe();
  const { data: policy } = useSuspenseQuery(policyQuery(realm));
  const { data: roles } = useSuspenseQuery(rolesQuery(realm));
  return (
    <StaffFrame>
      <SecondFactorPolicy key={policy.secondFactorRoles.join()} realm={realm} policy={policy} roles={roles} />
      {realm && may(me, "identity:write") && <Providers tenantId={realm} roles={roles} />}
    </StaffFrame>
  );
}

interface PolicyProps {
  realm: Realm;
  policy: Policy;
  roles: readonly Role[];
}

function SecondFactorPolicy({ realm, policy, roles }: PolicyProps) {
  const me = useMe();
  const change = useChangePolicy(realm);
  const [chosen, setChosen] = useState(policy.secondFactorRoles);
  const editable = may(me, "identity:write");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { secondFactorRoles: chosen },
      { onSuccess: () => done("It holds from the next sign-in on.") },
    );
  };
  const offered = realm ? roles.filter(({ id }) => id !== "platform_admin") : roles;
  const dirty = !same([...chosen].sort(), [...policy.secondFactorRoles].sort());
  return (
    <Panel title="Second factor">
      <form className="form" onSubmit={submit}>
        <p className="soft">
          Whoever has one of these roles needs a code of an authenticator besides the password. Who has none
          is led through setting it up at the next sign-in.
        </p>
        <fieldset className="plain choices">
          <legend className="visually-hidden">Roles that need a second factor</legend>
          {offered.map(({ id }) => (
            <Checkbox
              key={id}
              label={roleName(id, roles)}
              description={BUILT_IN[id]?.about}
              checked={chosen.includes(id)}
              disabled={!editable}
              onChange={(event) =>
                setChosen(event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
          ))}
        </fieldset>
        <ErrorNote error={change.error} />
        {editable && (
          <div className="buttons">
            <Button type="submit" disabled={!dirty} loading={change.isPending}>
              Save
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function Providers({ tenantId, roles }: { tenantId: string; roles: readonly Role[] }) {
  const editable = administers(useMe());
  const { data: providers } = useSuspenseQuery(providersQuery(tenantId));
  const [edited, setEdited] = useState<Provider | "new" | null>(null);
  const close = () => setEdited(null);
  const door = `${window.location.origin}/admin/sign-in?tenant=${tenantId}`;
  return (
    <Panel
      title="Single sign-on"
      actions={
        editable && (
          <Button variant="default" size="xs" onClick={() => setEdited("new")}>
            Add a provider
          </Button>
        )
      }
    >
      <p className="soft">
        Any provider that speaks OpenID Connect: Entra ID, Google, Okta, Keycloak. Their people find its
        button at <a href={door}>the sign-in of this tenant</a>.
        {!editable && " Only who may do all that an admin may sets one up."}
      </p>
      <div>
        <Copy text={door} label="Copy its address" />
      </div>
      {providers.length > 0 && (
        <ul className="rows">
          {providers.map((provider) => (
            <li key={provider.id}>
              <div>
                <strong>{provider.name}</strong>{" "}
                <Status
                  of={provider.enabled ? "active" : "closed"}
                  name={provider.enabled ? "Offered" : "Off"}
                />
                <div className="small soft wrap">{provider.issuer}</div>
                <div className="small soft wrap">
                  Redirect URI to be allowed there: <code>{provider.redirectUri}</code>
                </div>
              </div>
              {editable && (
                <div className="buttons">
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={`Change ${provider.name}`}
                    onClick={() => setEdited(provider)}
                  >
                    Change
                  </Button>
                  <DeleteProvider tenantId={tenantId} provider={provider} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      <Dialog
        opened={edited !== null}
        onClose={close}
        size="lg"
        title={edited && edited !== "new" ? edited.name : "New provider"}
      >
        {edited && (
          <ProviderForm
            tenantId={tenantId}
            provider={edited === "new" ? null : edited}
            roles={roles}
            onDone={close}
          />
        )}
      </Dialog>
    </Panel>
  );
}

function DeleteProvider({ tenantId, provider }: { tenantId: string; provider: Provider }) {
  const remove = useDeleteProvider(tenantId);
  return (
    <ConfirmButton
      label="Delete"
      button={{ size: "xs" }}
      title={`Delete ${provider.name}?`}
      confirm="Delete"
      onConfirm={async () => {
        await remove.mutateAsync(provider.id);
        done(`${provider.name} is deleted.`);
      }}
    >
      Its button goes. Whoever signed in with it needs a password, or another provider.
    </ConfirmButton>
  );
}
