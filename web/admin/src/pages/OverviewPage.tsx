// All queues of a tenant at a glance, in the order of their creation: a card that jumps is one that is missed.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMe } from "../data/me";
import { type Queue, queuesQuery, useHistory, useLiveQueues } from "../data/queues";
import { count, duration, moment, people, short } from "../lib/format";
import { may } from "../lib/permissions";
import { Page } from "../ui/Page";
import { Spark } from "../ui/Spark";
import { Status } from "../ui/Status";
import { Empty } from "../ui/states";

export function OverviewPage() {
  const { tenantId } = useParams({ from: "/signed-in/t/$tenantId/" });
  const me = useMe();
  const { data: queues } = useSuspenseQuery(queuesQuery(tenantId));
  useLiveQueues(
    tenantId,
    queues.map(({ id }) => id),
  );
  const sum = (of: (queue: Queue) => number) => queues.reduce((total, queue) => total + of(queue), 0);
  const waiting = sum((queue) => queue.waitingUsers);
  const inside = sum((queue) => queue.releasedUsers + queue.activeUsers);
  const create = may(me, "queue:write") && (
    <Button
      component={Link}
      to={`/t/${tenantId}/queues/new`}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      New queue
    </Button>
  );
  return (
    <Page
      title="Queues"
      lead={
        queues.length > 0 &&
        `${people(waiting)} waiting, ${count(inside)} offered or inside, in ${count(queues.length)} ${queues.length === 1 ? "queue" : "queues"}`
      }
      actions={create}
    >
      {queues.length === 0 ? (
        <div className="panel">
          <Empty title="No queues yet" action={create}>
            A queue holds people in a fair line and lets them through at the rate, and up to the number, that
            you set.
          </Empty>
        </div>
      ) : (
        <ul className="cards">
          {queues.map((queue) => (
            <li key={queue.id}>
              <QueueCard queue={queue} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function QueueCard({ queue }: { queue: Queue }) {
  const samples = useHistory(queue.id);
  const inside = queue.releasedUsers + queue.activeUsers;
  return (
    <article className="card">
      <div className="card-head">
        <h2>
          <Link to="/t/$tenantId/queues/$queueId" params={{ tenantId: queue.tenantId, queueId: queue.id }}>
            {queue.name}
          </Link>
        </h2>
        <Status of={queue.status} />
      </div>
      <div className="card-number">
        <div>
          <strong>{short(queue.waitingUsers)}</strong>
          <span>waiting</span>
        </div>
        <Spark samples={samples} />
      </div>
      <Meter value={inside} of={queue.maxConcurrentUsers} label="Offered and inside, of the cap" />
      <dl className="card-facts">
        <div>
          <dt>Offered and inside</dt>
          <dd>
            {short(inside)} of {short(queue.maxConcurrentUsers)}
          </dd>
        </div>
        <div>
          <dt>Rate</dt>
          <dd>{queue.releases === "call" ? "by staff" : `${short(queue.releaseRatePerMinute)}/min`}</dd>
        </div>
        <div>
          <dt>{queue.opensAt ? "Opens" : "Wait now"}</dt>
          <dd>{queue.opensAt ? moment(queue.opensAt) : duration(queue.estimatedWaitSeconds?.p50)}</dd>
        </div>
      </dl>
    </article>
  );
}

export function Meter({ value, of, label }: { value: number; of: number; label: string }) {
  const share = Math.min(1, of > 0 ? value / of : 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> has the colours of the browser, and no others
    <div
      className="meter"
      role="meter"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={Math.max(of, value)}
    >
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}
