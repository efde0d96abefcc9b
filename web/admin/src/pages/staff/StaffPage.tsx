// Everybody who can sign in, and who was asked to.
import { Button, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { StaffSearch } from "../../app/router";
import { useMe } from "../../data/me";
import {
  type Invitation,
  invitationsQuery,
  type Person,
  type Role,
  rolesQuery,
  staffQuery,
  useInvite,
  useRevokeInvitation,
} from "../../data/staff";
import { moment } from "../../lib/format";
import { may } from "../../lib/permissions";
import { roleName, roleNames } from "../../lib/roles";
import { ConfirmButton } from "../../ui/Confirm";
import { clearing } from "../../ui/clearing";
import { Dialog } from "../../ui/Dialog";
import { Email } from "../../ui/Email";
import { Find } from "../../ui/Find";
import { Panel } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Empty } from "../../ui/states";
import { done, failed } from "../../ui/toast";
import { Invite } from "./Invite";
import { StaffFrame, staffPath, useRealm } from "./StaffFrame";

export function StaffPage() {
  const realm = useRealm();
  const me = useMe();
  const { data: roles } = useSuspenseQuery(rolesQuery(realm));
  const [opened, { open, close }] = useDisclosure(false);
  const invites = may(me, "account:write");
  return (
    <StaffFrame
      actions={
        invites && (
          <Button onClick={open} leftSection={<IconUserPlus size={16} aria-hidden />}>
            Invite
          </Button>
        )
      }
    >
      <People roles={roles} />
      <Invitations roles={roles} editable={invites} />
      <Dialog opened={opened} onClose={close} title="Invite somebody">
        <Invite realm={realm} roles={roles} onDone={close} />
      </Dialog>
    </StaffFrame>
  );
}

function People({ roles }: { roles: readonly Role[] }) {
  const realm = useRealm();
  const { data: people } = useSuspenseQuery(staffQuery(realm));
  const search: StaffSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const narrow = (change: { [K in keyof StaffSearch]: string | null }) => {
    const given = Object.entries({ ...search, ...change }).filter(([, value]) => value);
    return navigate({ to: ".", search: Object.fromEntries(given), replace: true });
  };
  const wanted = (search.find ?? "").trim().toLowerCase();
  const shown = people.filter(
    (person) =>
      `${person.name} ${person.email}`.toLowerCase().includes(wanted) &&
      (!search.role || person.roles.includes(search.role)) &&
      (!search.status || person.status === search.status),
  );
  return (
    <section className="panel" aria-label="People">
      <div className="pair">
        <Find placeholder="Name or e-mail" value={search.find ?? ""} onChange={(find) => narrow({ find })} />
        {realm && (
          <Select
            label="Role"
            placeholder="All roles"
            value={search.role ?? null}
            onChange={(role) => narrow({ role })}
            data={roles.map(({ id }) => ({ value: id, label: roleName(id, roles) }))}
            clearable
            clearButtonProps={clearing("All roles")}
          />
        )}
        <Select
          label="State"
          placeholder="All states"
          value={search.status ?? null}
          onChange={(status) => narrow({ status })}
          data={[
            { value: "active", label: "Active" },
            { value: "disabled", label: "Disabled" },
          ]}
          clearable
          clearButtonProps={clearing("All states")}
        />
      </div>
      {shown.length === 0 && (
        <Empty title={people.length === 0 ? "Nobody yet" : "Nobody fits these filters"} />
      )}
      {shown.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Person</th>
                <th scope="col">Roles</th>
                <th scope="col">State</th>
                <th scope="col" className="wide">
                  Second factor
                </th>
                <th scope="col" className="wide">
                  Since
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((person) => (
                <PersonRow key={person.id} person={person} roles={roles} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function PersonRow({ person, roles }: { person: Person; roles: readonly Role[] }) {
  const to: string = `${staffPath(useRealm())}/${person.id}`;
  return (
    <tr>
      <td className="wrap">
        <Link to={to}>{person.name || <Email address={person.email} />}</Link>
        {person.name && (
          <div className="small soft">
            <Email address={person.email} />
          </div>
        )}
      </td>
      <td>{roleNames(person.roles, roles)}</td>
      <td>
        <PersonStatus person={person} />
      </td>
      <td className="wide">{person.secondFactor ? "On" : "Off"}</td>
      <td className="wide nowrap">{moment(person.createdAt)}</td>
    </tr>
  );
}

export function PersonStatus({ person }: { person: Person }) {
  return person.status === "active" ? (
    <Status of="active" name="Active" />
  ) : (
    <Status of="closed" name="Disabled" />
  );
}

function Invitations({ roles, editable }: { roles: readonly Role[]; editable: boolean }) {
  const realm = useRealm();
  const { data: invitations } = useSuspenseQuery(invitationsQuery(realm));
  return (
    <Panel title="Invitations">
      {invitations.length === 0 && (
        <p className="soft">None is open. Whoever is invited gets a mail with a link to choose a password.</p>
      )}
      {invitations.length > 0 && (
        <div className="table-wrap">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">E-mail</th>
                <th scope="col">Roles</th>
                <th scope="col" className="wide">
                  Sent
                </th>
                <th scope="col" className="wide">
                  Good until
                </th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {invitations.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  invitation={invitation}
                  roles={roles}
                  editable={editable}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

interface InvitationRowProps {
  invitation: Invitation;
  roles: readonly Role[];
  editable: boolean;
}

function InvitationRow({ invitation, roles, editable }: InvitationRowProps) {
  const realm = useRealm();
  const invite = useInvite(realm);
  const revoke = useRevokeInvitation(realm);
  const { id, email, language } = invitation;
  const again = () =>
    invite.mutate(
      { email, roles: invitation.roles, language },
      { onSuccess: () => done(`Another mail is on its way to ${email}.`), onError: failed },
    );
  return (
    <tr>
      <td className="wrap">
        <Email address={email} />
      </td>
      <td>{roleNames(invitation.roles, roles)}</td>
      <td className="wide nowrap">{moment(invitation.createdAt)}</td>
      <td className="wide nowrap">{moment(invitation.expiresAt)}</td>
      <td className="end">
        {editable && (
          <div className="buttons row-buttons">
            <Button variant="default" size="xs" loading={invite.isPending} onClick={again}>
              Send again
            </Button>
            <ConfirmButton
              label="Revoke"
              button={{ size: "xs" }}
              title={`Revoke the invitation of ${email}?`}
              confirm="Revoke"
              onConfirm={async () => {
                await revoke.mutateAsync(id);
                done("The invitation is revoked.");
              }}
            >
              The link in their mail opens nothing any more.
            </ConfirmButton>
          </div>
        )}
      </td>
    </tr>
  );
}
