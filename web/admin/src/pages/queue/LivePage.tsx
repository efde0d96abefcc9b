// A queue while it runs.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useMe } from "../../data/me";
import { frameQuery, useHistory } from "../../data/queues";
import { count, duration, moment, short } from "../../lib/format";
import { may } from "../../lib/permissions";
import { Panel } from "../../ui/Page";
import { Pending } from "../../ui/states";
import { Meter } from "../OverviewPage";
import { MessagePanel } from "./MessagePanel";
import { PacePanel } from "./PacePanel";
import { PeoplePanel } from "./PeoplePanel";
import { useQueue } from "./QueueFrame";

// The charts are the largest part of the dashboard, and come after the numbers.
const HistoryChart = lazy(() => import("./HistoryChart"));

export function LivePage() {
  const me = useMe();
  const queue = useQueue();
  const { data: frame } = useQuery(frameQuery(queue.id));
  const samples = useHistory(queue.id);
  const inside = queue.releasedUsers + queue.activeUsers;
  const operates = may(me, "queue:operate");
  return (
    <>
      <dl className="panel stats" aria-label="Now">
        <Stat name="Waiting" value={short(queue.waitingUsers)} />
        <Stat name="Turn offered" value={short(queue.releasedUsers)} note="not claimed yet" />
        <Stat name="Inside" value={short(queue.activeUsers)}>
          <Meter value={inside} of={queue.maxConcurrentUsers} label="Offered and inside, of the cap" />
          <span className="stat-note">
            {count(inside)} of {count(queue.maxConcurrentUsers)} with those offered
          </span>
        </Stat>
        <Stat
          name="Let through"
          value={frame ? short(Math.round(frame.throughputPerSecond * 60)) : "—"}
          note={`a minute, at most ${short(queue.releaseRatePerMinute)}`}
        />
        {queue.opensAt ? (
          <Stat
            name="Opens"
            value={duration((Date.parse(queue.opensAt) - Date.now()) / 1000)}
            note={moment(queue.opensAt, queue.schedule?.timeZone)}
          />
        ) : (
          <Stat
            name="Wait for the next"
            value={duration(queue.estimatedWaitSeconds?.p50)}
            note={`nine in ten within ${duration(queue.estimatedWaitSeconds?.p90)}`}
          />
        )}
      </dl>
      <div className="columns">
        <div className="stack">
          <Panel title="The last minutes">
            <Suspense fallback={<Pending />}>
              <HistoryChart samples={samples} cap={queue.maxConcurrentUsers} />
            </Suspense>
          </Panel>
          {may(me, "session:read") && <PeoplePanel queue={queue} />}
        </div>
        <div className="stack">
          <PacePanel key={queue.id} queue={queue} frame={frame} editable={operates} />
          <MessagePanel key={`message ${queue.id}`} queue={queue} editable={operates} />
        </div>
      </div>
    </>
  );
}

interface StatProps {
  name: string;
  value: string;
  note?: string;
  children?: React.ReactNode;
}

function Stat({ name, value, note, children }: StatProps) {
  return (
    <div className="stat">
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <div className="stat-note">{note}</div>}
        {children && <div className="stat-note">{children}</div>}
      </dd>
    </div>
  );
}
