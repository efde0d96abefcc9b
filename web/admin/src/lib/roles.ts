// What roles are called.
import { words } from "./format";

/** The built-in roles, by what stands in lists of roles. */
export const BUILT_IN: Record<string, { name: string; about: string }> = {
  platform_admin: { name: "Platform admin", about: "Runs the platform for many tenants" },
  admin: { name: "Admin", about: "Sets up everything" },
  manager: { name: "Manager", about: "Runs the queues" },
  operator: { name: "Operator", about: "Watches a live queue and steers it" },
  clerk: { name: "Clerk", about: "Works at a counter" },
  viewer: { name: "Viewer", about: "Looks only" },
};

interface Named {
  id: string;
  name: string;
}

/** The name of a role that stands in a list of roles: a built-in one, or one of the tenant's own. */
export const roleName = (id: string, roles: readonly Named[] = []): string =>
  BUILT_IN[id]?.name ??
  roles.find((role) => role.id === id)?.name ??
  (id.includes("-") ? "A role" : words(id));

export const roleNames = (ids: readonly string[], roles?: readonly Named[]): string =>
  ids.map((id) => roleName(id, roles)).join(", ") || "none";
