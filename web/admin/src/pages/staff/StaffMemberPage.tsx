// One of the staff: who they are, what they may do, and ending it.
import { Button, Switch, TextInput } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useMe } from "../../data/me";
import {
  type Person,
  rolesQuery,
  staffMemberQuery,
  useChangeStaffMember,
  useDeleteStaffMember,
  useResetSecondFactor,
  useSignOutStaffMember,
} from "../../data/staff";
import { useDraft } from "../../lib/draft";
import { moment } from "../../lib/format";
import { LANGUAGES } from "../../lib/languages";
import { may } from "../../lib/permissions";
import { roleNames } from "../../lib/roles";
import { ConfirmButton } from "../../ui/Confirm";
import { MergeNote } from "../../ui/MergeNote";
import { Fact, Facts, Page, Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";
import { RolesField } from "./Invite";
import { staffPath, useRealm } from "./StaffFrame";
import { PersonStatus } from "./StaffPage";

interface Fields {
  name: string;
  roles: string[];
  status: Person["status"];
}

const NAMES: Record<keyof Fields, string> = { name: "Name", roles: "Roles", status: "State" };

/** Roles have no order: they are compared, and sent, in one. */
const ordered = (roles: readonly string[]): string[] => [...roles].sort();

const fieldsOf = ({ name, roles, status }: Person): Fields => ({ name, roles: ordered(roles), status });

export function StaffMemberPage() {
  const realm = useRealm();
  const me = useMe();
  const { accountId = "" } = useParams({ strict: false });
  const { data: person } = useSuspenseQuery(staffMemberQuery(realm, accountId));
  const self = person.id === me.id;
  const language = LANGUAGES[person.language as keyof typeof LANGUAGES] ?? person.language;
  return (
    <Page
      title={person.name || person.email}
      crumbs={[{ label: realm ? "Staff" : "Platform staff", to: staffPath(realm) }]}
      aside={<PersonStatus person={person} />}
      lead={person.name ? person.email : undefined}
    >
      <div className="columns">
        <div className="stack">
          {self && (
            <div className="note">
              <p>
                This is you. Password, second factor and sign-ins are in{" "}
                <Link to="/account">your account</Link>.
              </p>
            </div>
          )}
          <Member key={person.id} person={person} editable={may(me, "account:write")} />
        </div>
        <div className="stack">
          <Panel title="Account">
            <Facts>
              <Fact name="E-mail">{person.emailVerified ? "Confirmed" : "Not confirmed"}</Fact>
              <Fact name="Second factor">{person.secondFactor ? "On" : "Off"}</Fact>
              <Fact name="Language">{language}</Fact>
              <Fact name="Since">{moment(person.createdAt)}</Fact>
            </Facts>
          </Panel>
          {may(me, "account:write") && !self && <Ending person={person} />}
        </div>
      </div>
    </Page>
  );
}

function Member({ person, editable }: { person: Person; editable: boolean }) {
  const realm = useRealm();
  const { data: roles } = useSuspenseQuery(rolesQuery(realm));
  const client = useQueryClient();
  const change = useChangeStaffMember(realm, person.id);
  const draft = useDraft(fieldsOf(person), person.version);
  const { values, set, problem } = draft;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await draft.save(
      (body) => change.mutateAsync(body),
      () => client.refetchQueries({ queryKey: staffMemberQuery(realm, person.id).queryKey }),
    );
    if (saved) done("Saved. Where something else holds now, they are asked to sign in again.");
  };
  const show = (field: keyof Fields, value: unknown) =>
    field === "roles" ? roleNames(value as string[], roles) : String(value) || "none";
  return (
    <Panel title="Person">
      <form className="form" onSubmit={submit}>
        <TextInput
          label="Name"
          maxLength={100}
          value={values.name}
          onChange={(event) => set("name", event.currentTarget.value)}
          readOnly={!editable}
          error={problem("name")}
        />
        {realm ? (
          <RolesField
            roles={roles}
            value={values.roles}
            onChange={(value) => set("roles", ordered(value))}
            error={problem("roles")}
            readOnly={!editable}
          />
        ) : (
          <Facts>
            <Fact name="Roles">{roleNames(values.roles)}</Fact>
          </Facts>
        )}
        <Switch
          label="May sign in"
          description="Whoever may not is signed out everywhere within seconds"
          checked={values.status === "active"}
          onChange={(event) => set("status", event.currentTarget.checked ? "active" : "disabled")}
          disabled={!editable}
        />
        <MergeNote draft={draft} names={NAMES} show={show} />
        {!problem("name") && !problem("roles") && <ErrorNote error={draft.error} />}
        {editable && (
          <div className="buttons">
            <Button type="submit" disabled={!draft.dirty} loading={draft.saving}>
              Save
            </Button>
            {draft.dirty && (
              <Button variant="default" onClick={draft.reset}>
                Discard
              </Button>
            )}
          </div>
        )}
      </form>
    </Panel>
  );
}

function Ending({ person }: { person: Person }) {
  const realm = useRealm();
  const navigate = useNavigate();
  const signOut = useSignOutStaffMember(realm, person.id);
  const reset = useResetSecondFactor(realm, person.id);
  const remove = useDeleteStaffMember(realm, person.id);
  const name = person.name || person.email;
  return (
    <Panel title="Signing in">
      <div className="buttons">
        <ConfirmButton
          label="Sign out everywhere"
          title={`Sign ${name} out everywhere?`}
          confirm="Sign out"
          onConfirm={async () => {
            await signOut.mutateAsync();
            done(`${name} is signed out everywhere.`);
          }}
        >
          Their sessions end within seconds; they may sign in again.
        </ConfirmButton>
        {person.secondFactor && (
          <ConfirmButton
            label="Reset the second factor"
            title={`Reset the second factor of ${name}?`}
            confirm="Reset it"
            onConfirm={async () => {
              await reset.mutateAsync();
              done(`${name} has no second factor now.`);
            }}
          >
            For somebody who lost phone and recovery codes. Be sure that it is them who asks: from then on
            their password alone lets them in.
          </ConfirmButton>
        )}
        <ConfirmButton
          label="Remove"
          title={`Remove ${name}?`}
          confirm="Remove for good"
          typed={person.email}
          onConfirm={async () => {
            await remove.mutateAsync();
            done(`${name} is removed.`);
            await navigate({ to: staffPath(realm) });
          }}
        >
          Their account is gone for good, and so are the API keys they made.
        </ConfirmButton>
      </div>
    </Panel>
  );
}
