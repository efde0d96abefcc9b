// What has happened over a while: of all queues together, or of one.
import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { type Analytics, analyticsQuery } from "../../data/analytics";
import { useMe } from "../../data/me";
import { queuesQuery } from "../../data/queues";
import { count, duration, moment, percent } from "../../lib/format";
import { may } from "../../lib/permissions";
import { isRange, RANGES } from "../../lib/range";
import { clearing } from "../../ui/clearing";
import { Page, Panel } from "../../ui/Page";
import { Empty, ErrorNote, Pending } from "../../ui/states";
import { ByQueue } from "./ByQueue";
import { Numbers } from "./Numbers";

// The charts are the largest part of the dashboard, and come after the numbers.
const Charts = lazy(() => import("./Charts"));

const ROUTE = "/signed-in/t/$tenantId/analytics";

export function AnalyticsPage() {
  const { tenantId } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/t/$tenantId/analytics" });
  const range = isRange(search.range) ? search.range : "day";
  // Who may see numbers need not see queues.
  const { data: queues = [] } = useQuery({
    ...queuesQuery(tenantId),
    enabled: may(useMe(), "queue:read"),
  });
  const { data, error, refetch, isPlaceholderData } = useQuery(analyticsQuery(tenantId, search.queue, range));
  const show = (change: { range?: string; queue?: string | null }) => {
    const next = { ...search, ...change };
    return navigate({
      search: { ...(next.range && { range: next.range }), ...(next.queue && { queue: next.queue }) },
      replace: true,
    });
  };
  return (
    <Page
      title="Analytics"
      lead={
        data
          ? `From ${moment(data.from, data.timeZone)} to ${moment(data.to, data.timeZone)}, ${data.timeZone} time`
          : "What has happened in the queues"
      }
    >
      <section className="panel" aria-label="What is shown">
        <div className="filters">
          <div className="segments">
            <SegmentedControl
              aria-label="The last"
              value={range}
              onChange={(value) => show({ range: value })}
              data={Object.entries(RANGES).map(([value, { label }]) => ({ value, label }))}
            />
          </div>
          <Select
            aria-label="Queue"
            placeholder="All queues together"
            value={search.queue ?? null}
            onChange={(queue) => show({ queue })}
            data={queues.map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            clearable
            clearButtonProps={clearing("All queues together")}
          />
        </div>
      </section>
      <ErrorNote error={error} onRetry={refetch} />
      {!data && !error && <Pending />}
      {data && (
        <div className="stack" data-stale={isPlaceholderData || undefined}>
          <Totals data={data} />
          <Gaps data={data} />
          {data.totals.totalSessions === 0 && data.totals.released === 0 ? (
            <div className="panel">
              <Empty title="Nobody came in this time" />
            </div>
          ) : (
            <>
              <Suspense fallback={<Pending />}>
                <Charts data={data} />
              </Suspense>
              {!search.queue && <ByQueue tenantId={tenantId} range={range} queues={queues} />}
              <Panel title="Step by step">
                <Numbers data={data} />
              </Panel>
            </>
          )}
        </div>
      )}
    </Page>
  );
}

function Totals({ data: { totals, throughputPerHour } }: { data: Analytics }) {
  const gaveUp = totals.left + totals.abandoned;
  const perHour = throughputPerHour ? `${count(Math.round(throughputPerHour))} an hour` : undefined;
  return (
    <dl className="panel stats" aria-label="All of it">
      <Stat name="Joined" value={count(totals.totalSessions)} />
      <Stat name="Turn offered" value={count(totals.released)} note={perHour} />
      <Stat
        name="Median wait"
        value={duration(totals.p50WaitSeconds)}
        note={
          (totals.p90WaitSeconds ?? 0) >= 1
            ? `nine in ten within ${duration(totals.p90WaitSeconds)}`
            : undefined
        }
      />
      <Stat name="Gave up" value={percent(totals.abandonmentRate)} note={`${count(gaveUp)} while waiting`} />
      <Stat name="Did not come" value={count(totals.noShows)} note="when it was their turn" />
      <Stat
        name="Most waiting"
        value={count(totals.mostWaiting ?? 0)}
        note={`${count(totals.mostActive ?? 0)} inside at most`}
      />
    </dl>
  );
}

function Stat({ name, value, note }: { name: string; value: string; note?: string | undefined }) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <div className="stat-note">{note}</div>}
      </dd>
    </div>
  );
}

function Gaps({ data: { gaps, timeZone } }: { data: Analytics }) {
  if (gaps.length === 0) return null;
  return (
    <div className="note" data-tone="warn">
      <p>For these times the numbers are too low, for not everything could be counted:</p>
      <ul>
        {gaps.map(({ from, to }) => (
          <li key={from}>
            {moment(from, timeZone)} to {moment(to, timeZone)}
          </li>
        ))}
      </ul>
    </div>
  );
}
