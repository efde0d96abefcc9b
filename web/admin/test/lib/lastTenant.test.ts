import { beforeEach, describe, expect, it, vi } from "vitest";
import { lastTenant, rememberTenant, tenantOfDoor } from "../../src/lib/lastTenant";

const [A, B, C] = ["a", "b", "c"].map((letter) => `0192${letter.repeat(4)}-0000-7000-8000-000000000000`) as [
  string,
  string,
  string,
];

describe("whose door it is", () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
  });

  it("is told by the address, the page behind it, or the last sign-in", () => {
    expect(tenantOfDoor({})).toBeNull();
    rememberTenant(C);
    rememberTenant(null);
    expect(lastTenant()).toBe(C);
    expect(tenantOfDoor({ tenant: A, next: `/t/${B}/queues` })).toBe(A);
    expect(tenantOfDoor({ next: `/t/${B}/queues` })).toBe(B);
    expect(tenantOfDoor({ tenant: "../evil", next: "/keys" })).toBe(C);
    rememberTenant("../evil");
    expect(lastTenant()).toBeNull();
  });

  it("is nobody's where the browser keeps nothing", () => {
    vi.stubGlobal("localStorage", {
      getItem: () => {
        throw new Error("denied");
      },
      setItem: () => {
        throw new Error("denied");
      },
    });
    rememberTenant(A);
    expect(tenantOfDoor({})).toBeNull();
  });
});
