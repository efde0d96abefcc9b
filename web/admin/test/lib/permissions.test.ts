import { describe, expect, it } from "vitest";
import document from "../../../../docs/openapi.json";
import { administers, type Me, mayGive, PERMISSION_GROUPS, permissionName } from "../../src/lib/permissions";
import { BUILT_IN, roleName, roleNames } from "../../src/lib/roles";

const me = (permissions: Me["permissions"]) => ({ permissions }) as Me;

describe("permissions", () => {
  it("has words for every permission of the API, but for the platform's", () => {
    const all = document.components.schemas.Permission.enum;
    const worded = PERMISSION_GROUPS.flatMap(({ permissions }) => permissions.map(({ name }) => name));
    expect([...worded, "platform:admin"].sort()).toEqual([...all].sort());
    expect(permissionName("queue:read")).toBe("See queues");
  });

  it("lets nobody give what they do not have", () => {
    const ann = me(["queue:read", "queue:write"]);
    expect(mayGive(ann, { id: "x", permissions: ["queue:read"] })).toBe(true);
    expect(mayGive(ann, { id: "x", permissions: ["queue:read", "key:write"] })).toBe(false);
    expect(mayGive(ann, { id: "platform_admin", permissions: [] })).toBe(false);
  });

  it("knows who has all that an admin has", () => {
    const all = PERMISSION_GROUPS.flatMap(({ permissions }) => permissions.map(({ name }) => name));
    expect(administers(me(all))).toBe(true);
    expect(administers(me([...all, "platform:admin"]))).toBe(true);
    expect(administers(me(["tenant:read", "tenant:write"]))).toBe(false);
    expect(administers(me(all.slice(1)))).toBe(false);
    expect(administers(null)).toBe(false);
  });
});

describe("roles", () => {
  it("are called by their names, one's own by what they were called", () => {
    const own = [{ id: "0192-1", name: "Night shift" }];
    expect(roleNames(["clerk", "0192-1", "0192-2"], own)).toBe("Clerk, Night shift, A role");
    expect(roleNames([])).toBe("none");
    expect(roleName("platform_admin")).toBe(BUILT_IN.platform_admin?.name);
  });
});
