import { describe, expect, it } from "vitest";
import { actionName } from "../../src/lib/actionName";

describe("the words of an action", () => {
  it.each([
    ["queue.create", "Queue created"],
    ["queue.pause", "Queue paused"],
    ["queue.open", "Queue opened"],
    ["session.call_next", "Person in line called as the next"],
    ["api_key.revoke", "API key revoked"],
    ["domain.primary", "Domain chosen for links"],
    ["look.people", "List of staff seen"],
    ["look.sessions", "List of people in line seen"],
    ["look.session", "Person in line seen"],
    ["look.audit", "Audit log seen"],
    ["look.access_rules", "List of access rules seen"],
  ])("%s", (action, name) => {
    expect(actionName(action)).toBe(name);
  });
});
