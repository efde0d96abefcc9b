// Who joined last, and the way to everybody else.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Queue } from "../../data/queues";
import { peopleQuery } from "../../data/sessions";
import { Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { PeopleTable } from "../sessions/PeopleTable";

export function PeoplePanel({ queue }: { queue: Queue }) {
  const { data, error, refetch } = useQuery(peopleQuery(queue.tenantId, { queueId: queue.id, limit: 8 }));
  const all = (
    <Link to="/t/$tenantId/sessions" params={{ tenantId: queue.tenantId }} search={{ queue: queue.id }}>
      Everybody
    </Link>
  );
  return (
    <Panel title="Who came last" actions={all}>
      <ErrorNote error={error} onRetry={refetch} />
      {data && data.items.length === 0 && <p className="soft">Nobody has joined yet.</p>}
      {data && data.items.length > 0 && <PeopleTable people={data.items} />}
    </Panel>
  );
}
