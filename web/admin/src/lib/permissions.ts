// Who may do what: decides what is shown. The server decides what is done.
import type { components } from "@virtual-queue/client";

export type Me = components["schemas"]["Me"];
export type Permission = components["schemas"]["Permission"];

export const may = (me: Me | null | undefined, permission: Permission): boolean =>
  me?.permissions.includes(permission) ?? false;

/** What each permission allows, in words; those of the platform are not a tenant's to give. */
export const PERMISSION_GROUPS: readonly {
  title: string;
  permissions: readonly { name: Permission; label: string }[];
}[] = [
  {
    title: "Queues",
    permissions: [
      { name: "queue:read", label: "See queues" },
      { name: "queue:operate", label: "Open, pause, close; rate, cap, message" },
      { name: "queue:write", label: "Create, change and delete queues" },
    ],
  },
  {
    title: "People in line",
    permissions: [
      { name: "session:read", label: "See who waits" },
      { name: "session:write", label: "Change, book and remove people" },
      { name: "session:prioritize", label: "Give priority" },
      { name: "personal:read", label: "See who people are; copy what is stored about somebody" },
      { name: "personal:erase", label: "Erase who somebody was" },
    ],
  },
  {
    title: "In person",
    permissions: [
      { name: "location:read", label: "See locations and kiosks" },
      { name: "location:write", label: "Set up locations and kiosks" },
      { name: "counter:read", label: "See counters" },
      { name: "counter:call", label: "Work at a counter" },
      { name: "counter:write", label: "Set up counters" },
    ],
  },
  {
    title: "Tenant",
    permissions: [
      { name: "tenant:read", label: "See settings and branding" },
      { name: "tenant:write", label: "Change settings and branding" },
      { name: "analytics:read", label: "See analytics" },
    ],
  },
  {
    title: "Staff",
    permissions: [
      { name: "account:read", label: "See staff, invitations and roles" },
      { name: "account:write", label: "Invite, change and remove staff" },
      { name: "role:write", label: "Make roles" },
      { name: "key:write", label: "Make and revoke API keys" },
      { name: "identity:write", label: "Set up how staff signs in" },
    ],
  },
  {
    title: "Audit log",
    permissions: [
      { name: "audit:read", label: "See who did what" },
      { name: "audit:export", label: "Export it and make reports" },
      { name: "audit:write", label: "Say how long it is kept, and hold it" },
    ],
  },
];

/** The words for a permission. */
export const permissionName = (permission: Permission): string =>
  PERMISSION_GROUPS.flatMap(({ permissions }) => permissions).find(({ name }) => name === permission)
    ?.label ?? permission;

/**
 * Whether somebody has all that a tenant's admin has: every permission but the platform's own. It takes that to set up what says
 * who people are (providers of identities) and where links to a tenant lead (its domain).
 */
export const administers = (me: Me | null | undefined): boolean =>
  PERMISSION_GROUPS.every(({ permissions }) => permissions.every(({ name }) => may(me, name)));

interface Grants {
  id: string;
  permissions: readonly Permission[];
}

/** Whether somebody may give a role: nobody gives what they do not have. */
export const mayGive = (me: Me, role: Grants): boolean =>
  role.permissions.every((permission) => may(me, permission)) &&
  (role.id !== "platform_admin" || may(me, "platform:admin"));
