// What every page of a queue has: its name, what it does, the verbs, and the ways to the other pages.
import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useMe } from "../../data/me";
import { queueQuery, useLiveQueues } from "../../data/queues";
import { may } from "../../lib/permissions";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { Tabs } from "../../ui/Tabs";
import { Verbs } from "./Verbs";

const TABS = [
  { label: "Live", path: "" },
  { label: "Settings", path: "/settings" },
  { label: "Branding", path: "/branding" },
  { label: "Integration", path: "/integration" },
];

export function useQueue() {
  const { tenantId, queueId } = useParams({ from: "/signed-in/t/$tenantId/queues/$queueId" });
  return useSuspenseQuery(queueQuery(tenantId, queueId)).data;
}

export function QueueFrame() {
  const me = useMe();
  const queue = useQueue();
  useLiveQueues(queue.tenantId, [queue.id]);
  const base = `/t/${queue.tenantId}/queues/${queue.id}`;
  return (
    <Page
      title={queue.name}
      crumbs={[{ label: "Queues", to: `/t/${queue.tenantId}` }]}
      aside={<Status of={queue.status} />}
      lead={queue.description}
      actions={may(me, "queue:operate") && <Verbs queue={queue} />}
    >
      <Tabs label="This queue" tabs={TABS.map(({ label, path }) => ({ label, to: `${base}${path}` }))} />
      <Outlet />
    </Page>
  );
}
