// Whose people signed in here last: which buttons of single sign-on the door shows. No secret.

const KEY = "vq-tenant";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isTenantId = (text: unknown): text is string => typeof text === "string" && UUID.test(text);

export function rememberTenant(tenantId: string | null | undefined): void {
  try {
    if (tenantId) localStorage.setItem(KEY, tenantId);
  } catch {
    // A browser that keeps nothing asks for the address with the tenant in it.
  }
}

export function lastTenant(): string | null {
  try {
    const kept = localStorage.getItem(KEY);
    return isTenantId(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** The tenant whose door this is: as the address says, as the page behind it says, or as it was the last time. */
export function tenantOfDoor(search: {
  tenant?: string | undefined;
  next?: string | undefined;
}): string | null {
  const behind = search.next?.split("/", 3)[2];
  if (isTenantId(search.tenant)) return search.tenant;
  if (search.next?.startsWith("/t/") && isTenantId(behind)) return behind;
  return lastTenant();
}
