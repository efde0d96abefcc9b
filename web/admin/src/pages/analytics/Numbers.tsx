// Every step in a row, the latest first.
import { Switch } from "@mantine/core";
import { useState } from "react";
import type { Analytics, Point } from "../../data/analytics";
import { count, duration, moment } from "../../lib/format";

const happened = (point: Point) => point.totalSessions + point.released + point.left + point.abandoned > 0;

export function Numbers({ data: { series, timeZone } }: { data: Analytics }) {
  const [all, setAll] = useState(false);
  const shown = [...series].reverse().filter((point) => all || happened(point));
  return (
    <>
      <Switch
        label="Also when nothing happened"
        checked={all}
        onChange={(event) => setAll(event.currentTarget.checked)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable */}
      <section className="table-wrap tall" tabIndex={0} aria-label="Numbers, step by step">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col" className="end">
                Joined
              </th>
              <th scope="col" className="end">
                Offered
              </th>
              <th scope="col" className="end wide">
                Inside
              </th>
              <th scope="col" className="end">
                Gave up
              </th>
              <th scope="col" className="end wide">
                Did not come
              </th>
              <th scope="col" className="end wide">
                Median wait
              </th>
              <th scope="col" className="end wide">
                Nine in ten
              </th>
              <th scope="col" className="end wide">
                Most waiting
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((point) => (
              <tr key={point.from}>
                <td className="nowrap">{moment(point.from, timeZone)}</td>
                <td className="end">{count(point.totalSessions)}</td>
                <td className="end">{count(point.released)}</td>
                <td className="end wide">{count(point.served)}</td>
                <td className="end">{count(point.left + point.abandoned)}</td>
                <td className="end wide">{count(point.noShows)}</td>
                <td className="end wide nowrap">{duration(point.p50WaitSeconds)}</td>
                <td className="end wide nowrap">{duration(point.p90WaitSeconds)}</td>
                <td className="end wide">{count(point.mostWaiting ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
