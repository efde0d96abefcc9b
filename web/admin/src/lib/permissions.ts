// Who may do what: decides what is shown. The server decides what is done.
import type { components } from "@virtual-queue/client";

export type Me = components["schemas"]["Me"];
export type Permission = components["schemas"]["Permission"];

export const may = (me: Me | null | undefined, permission: Permission): boolean =>
  me?.permissions.includes(permission) ?? false;
