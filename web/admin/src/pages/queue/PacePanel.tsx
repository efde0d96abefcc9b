// Rate and cap, and what a change of them will do before it is made.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId } from "react";
import { type Frame, type Queue, queueQuery, useChangeFlow } from "../../data/queues";
import { useDraft } from "../../lib/draft";
import { type Forecast, forecast, type Settings } from "../../lib/forecast";
import { clock, count, duration, short } from "../../lib/format";
import { MergeNote } from "../../ui/MergeNote";
import { Panel } from "../../ui/Page";
import { ErrorNote } from "../../ui/states";
import { done } from "../../ui/toast";
import { WholeNumber } from "../../ui/WholeNumber";

const NAMES = { releaseRatePerMinute: "Rate", maxConcurrentUsers: "Cap" };

export interface PacePanelProps {
  queue: Queue;
  frame: Frame | undefined;
  editable: boolean;
}

export function PacePanel({ queue, frame, editable }: PacePanelProps) {
  const { releaseRatePerMinute, maxConcurrentUsers } = queue;
  const stored: Settings = { releaseRatePerMinute, maxConcurrentUsers };
  const draft = useDraft(stored, queue.version);
  const change = useChangeFlow(queue.tenantId, queue.id);
  const client = useQueryClient();
  const key = queueQuery(queue.tenantId, queue.id).queryKey;
  const { values } = draft;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const saved = await draft.save(change.mutateAsync, () => client.refetchQueries({ queryKey: key }));
    if (saved) done("Rate and cap hold from now on.");
  };

  const flow = frame && {
    waiting: queue.waitingUsers,
    inside: queue.releasedUsers + queue.activeUsers,
    throughputPerSecond: frame.throughputPerSecond,
    leaveRatePerSecond: frame.leaveRatePerSecond,
    p50Factor: frame.p50Factor,
  };
  return (
    <Panel title="Rate and cap">
      <form className="form" onSubmit={submit}>
        <div className="pair">
          <WholeNumber
            label="Rate"
            description="People a minute"
            value={values.releaseRatePerMinute}
            onChange={(value) => draft.set("releaseRatePerMinute", value)}
            min={1}
            max={6_000_000}
            editable={editable}
            error={draft.problem("releaseRatePerMinute")}
          />
          <WholeNumber
            label="Cap"
            description="Offered and inside"
            value={values.maxConcurrentUsers}
            onChange={(value) => draft.set("maxConcurrentUsers", value)}
            min={1}
            max={10_000_000}
            editable={editable}
            error={draft.problem("maxConcurrentUsers")}
          />
        </div>
        {flow && (
          <Effect
            now={forecast(flow, stored)}
            then={draft.dirty ? forecast(flow, values) : null}
            queue={queue}
          />
        )}
        <MergeNote draft={draft} names={NAMES} show={(_, value) => count(Number(value))} />
        <ErrorNote
          error={
            draft.error && !draft.problem("releaseRatePerMinute") && !draft.problem("maxConcurrentUsers")
              ? draft.error
              : null
          }
        />
        {editable && draft.dirty && (
          <div className="buttons">
            <Button type="submit" loading={draft.saving}>
              Apply
            </Button>
            <Button variant="default" onClick={draft.reset}>
              Back to what holds
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

/** The forecast as it is and, while something is edited, as it would be. */
function Effect({ now, then, queue }: { now: Forecast; then: Forecast | null; queue: Queue }) {
  const id = useId();
  const moves = queue.status === "open" || queue.status === "draining";
  const rows: [string, (one: Forecast) => string][] = [
    ["Let through a minute", ({ throughputPerMinute }) => short(Math.round(throughputPerMinute * 10) / 10)],
    ["Held back by", ({ heldBackBy }) => (heldBackBy === "cap" ? "the cap" : "the rate")],
    ["Wait of the last in line", ({ lastWaitSeconds }) => duration(lastWaitSeconds)],
    ["Line empty at, if nobody joins", ({ lastWaitSeconds }) => clock(Date.now() + lastWaitSeconds * 1000)],
  ];
  return (
    <div aria-live="polite">
      <table className="forecast" aria-describedby={id}>
        <caption className="visually-hidden">Forecast</caption>
        <thead>
          <tr>
            <th scope="col">Forecast</th>
            <td>Now</td>
            {then && <td>After</td>}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{of(now)}</td>
              {then && <td>{of(then)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      <details className="small soft" id={id}>
        <summary>How this is computed</summary>
        <p>
          Stay = people inside ÷ people let through a second
          {now.staySeconds !== null && ` = ${duration(now.staySeconds)}`}. Let through = the rate, or cap ÷
          stay where that is less. The last in line waits ln(1 + leave rate × waiting ÷ let through) ÷ leave
          rate, or waiting ÷ let through while nobody leaves, times what the queue has learned about its own
          estimates. Then the line is empty, if nobody else joins.
          {!moves && " It counts from when the queue goes on."}
        </p>
      </details>
    </div>
  );
}
