// What the pages about staff share: whose staff it is, and the ways between them.
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Realm } from "../../data/staff";
import { Page } from "../../ui/Page";
import { Tabs } from "../../ui/Tabs";

/** The tenant in the address; without one, the platform. */
export function useRealm(): Realm {
  const { tenantId } = useParams({ strict: false });
  return tenantId ?? null;
}

/** Where the staff of a realm is. */
export const staffPath = (realm: Realm): string => (realm ? `/t/${realm}/staff` : "/platform/staff");

export function StaffFrame({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  const realm = useRealm();
  const base = staffPath(realm);
  const tabs = [
    { label: "People", to: base },
    ...(realm ? [{ label: "Roles", to: `${base}/roles` }] : []),
    { label: "Signing in", to: `${base}/sign-in` },
  ];
  return (
    <Page
      title={realm ? "Staff" : "Platform staff"}
      lead={realm ? "Who works here, and what they may do." : "Who runs the platform for all tenants."}
      actions={actions}
    >
      <Tabs label="Staff" tabs={tabs} />
      {children}
    </Page>
  );
}
