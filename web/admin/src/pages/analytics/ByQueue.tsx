// The queues beside each other.
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { analyticsQuery } from "../../data/analytics";
import type { Queue } from "../../data/queues";
import { count, duration, percent } from "../../lib/format";
import type { Range } from "../../lib/range";
import { Panel } from "../../ui/Page";

/** More are not asked for at once. */
const MOST = 20;

export interface ByQueueProps {
  tenantId: string;
  range: Range;
  queues: readonly Queue[];
}

export function ByQueue({ tenantId, range, queues }: ByQueueProps) {
  const asked = queues.slice(0, MOST);
  const answers = useQueries({
    queries: asked.map(({ id }) => ({ ...analyticsQuery(tenantId, id, range), refetchInterval: 60_000 })),
  });
  const rows = asked
    .map((queue, index) => ({ queue, totals: answers[index]?.data?.totals }))
    .filter(({ totals }) => totals && totals.totalSessions + totals.released > 0);
  if (queues.length < 2) return null;
  return (
    <Panel title="By queue">
      <div className="table-wrap">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col" className="end">
                Joined
              </th>
              <th scope="col" className="end wide">
                Offered
              </th>
              <th scope="col" className="end">
                Median wait
              </th>
              <th scope="col" className="end">
                Gave up
              </th>
              <th scope="col" className="end wide">
                Most waiting
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ queue, totals }) => (
              <tr key={queue.id}>
                <td>
                  <Link to="/t/$tenantId/analytics" params={{ tenantId }} search={{ range, queue: queue.id }}>
                    {queue.name}
                  </Link>
                </td>
                <td className="end">{count(totals?.totalSessions ?? 0)}</td>
                <td className="end wide">{count(totals?.released ?? 0)}</td>
                <td className="end nowrap">{duration(totals?.p50WaitSeconds)}</td>
                <td className="end">{percent(totals?.abandonmentRate)}</td>
                <td className="end wide">{count(totals?.mostWaiting ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {queues.length > MOST && (
        <p className="small soft">The first {MOST} queues; choose another one above for its numbers.</p>
      )}
    </Panel>
  );
}
