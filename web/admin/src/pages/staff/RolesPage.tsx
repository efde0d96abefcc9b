// What each role may do, and a tenant's own roles.
import { Button, TextInput } from "@mantine/core";
import { IconCheck, IconPlus } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type FormEvent, Fragment, useState } from "react";
import { useMe } from "../../data/me";
import { type Role, rolesQuery, useChangeRole, useCreateRole, useDeleteRole } from "../../data/staff";
import { type Me, may, mayGive, PERMISSION_GROUPS, type Permission } from "../../lib/permissions";
import { about, besides } from "../../lib/problems";
import { BUILT_IN, roleName } from "../../lib/roles";
import { ConfirmButton } from "../../ui/Confirm";
import { Dialog, DialogForm } from "../../ui/Dialog";
import { Panel } from "../../ui/Page";
import { PermissionBoxes } from "../../ui/PermissionBoxes";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";
import { StaffFrame } from "./StaffFrame";

export function RolesPage() {
  const { tenantId } = useParams({ from: "/signed-in/t/$tenantId/staff/roles" });
  const me = useMe();
  const { data: all } = useSuspenseQuery(rolesQuery(tenantId));
  const [edited, setEdited] = useState<Role | "new" | null>(null);
  const roles = all.filter(({ id }) => id !== "platform_admin");
  const editable = may(me, "role:write");
  const close = () => setEdited(null);
  return (
    <StaffFrame
      actions={
        editable && (
          <Button onClick={() => setEdited("new")} leftSection={<IconPlus size={16} aria-hidden />}>
            New role
          </Button>
        )
      }
    >
      <OwnRoles tenantId={tenantId} roles={roles} editable={editable} onEdit={setEdited} />
      <Panel title="Who may do what">
        <Matrix roles={roles} />
      </Panel>
      <Dialog
        opened={edited !== null}
        onClose={close}
        size="lg"
        title={edited && edited !== "new" ? edited.name : "New role"}
      >
        {edited && <RoleForm tenantId={tenantId} role={edited === "new" ? null : edited} onDone={close} />}
      </Dialog>
    </StaffFrame>
  );
}

interface OwnRolesProps {
  tenantId: string;
  roles: readonly Role[];
  editable: boolean;
  onEdit: (role: Role) => void;
}

function OwnRoles({ tenantId, roles, editable, onEdit }: OwnRolesProps) {
  const me = useMe();
  const own = roles.filter(({ builtIn }) => !builtIn);
  return (
    <Panel title="Your own roles">
      {own.length === 0 && (
        <p className="soft">
          Where the built-in roles do not fit, make one of exactly the permissions that somebody needs.
        </p>
      )}
      {own.length > 0 && (
        <ul className="rows">
          {own.map((role) => (
            <li key={role.id}>
              <div>
                <strong>{role.name}</strong>
                <div className="small soft">
                  {role.permissions.length === 1 ? "1 permission" : `${role.permissions.length} permissions`}
                </div>
              </div>
              {editable && mayGive(me, role) && (
                <div className="buttons">
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={`Change ${role.name}`}
                    onClick={() => onEdit(role)}
                  >
                    Change
                  </Button>
                  <DeleteRole tenantId={tenantId} role={role} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DeleteRole({ tenantId, role }: { tenantId: string; role: Role }) {
  const remove = useDeleteRole(tenantId);
  return (
    <ConfirmButton
      label="Delete"
      button={{ size: "xs" }}
      title={`Delete the role ${role.name}?`}
      confirm="Delete"
      onConfirm={async () => {
        await remove.mutateAsync(role.id);
        done(`${role.name} is deleted.`);
      }}
    >
      Whoever has it loses it. Who has no other role may sign in, and do nothing.
    </ConfirmButton>
  );
}

function Matrix({ roles }: { roles: readonly Role[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
    <section className="table-wrap matrix-wrap" tabIndex={0} aria-label="Permissions by role">
      <table className="table matrix">
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {roles.map((role) => (
              <th key={role.id} scope="col" title={BUILT_IN[role.id]?.about}>
                {roleName(role.id, roles)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PERMISSION_GROUPS.map(({ title, permissions }) => (
            <Fragment key={title}>
              <tr className="matrix-group">
                <th scope="colgroup" colSpan={roles.length + 1}>
                  {title}
                </th>
              </tr>
              {permissions.map(({ name, label }) => (
                <tr key={name}>
                  <th scope="row">{label}</th>
                  {roles.map((role) => (
                    <td key={role.id}>
                      {role.permissions.includes(name) ? (
                        <IconCheck size={18} role="img" aria-label="Yes" />
                      ) : (
                        <span className="visually-hidden">No</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RoleFormProps {
  tenantId: string;
  /** `null` for a new one. */
  role: Role | null;
  onDone: () => void;
}

function RoleForm({ tenantId, role, onDone }: RoleFormProps) {
  const me = useMe();
  const client = useQueryClient();
  const create = useCreateRole(tenantId);
  const change = useChangeRole(tenantId, role?.id ?? "");
  const save = role ? change : create;
  const [name, setName] = useState(role?.name ?? "");
  const [permissions, setPermissions] = useState<Permission[]>(role?.permissions ?? startOf(me));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = role
      ? change.mutateAsync({ name, permissions, version: role.version })
      : create.mutateAsync({ name, permissions });
    await saved.then(
      () => {
        done(
          role
            ? `${name} is changed; whoever has it is asked to sign in again.`
            : `${name} can be given now.`,
        );
        onDone();
      },
      () => client.invalidateQueries({ queryKey: rolesQuery(tenantId).queryKey }),
    );
  };
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
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={about(save.error, "name")}
        data-autofocus
      />
      <PermissionBoxes
        chosen={permissions}
        onChange={setPermissions}
        error={about(save.error, "permissions")}
      />
      <ErrorNote error={besides(save.error, "name", "permissions")} />
    </DialogForm>
  );
}

/** Most roles look at queues. */
const startOf = (me: Me): Permission[] => (may(me, "queue:read") ? ["queue:read"] : []);
