// The same numbers as pictures; those who cannot see them have the table.
import "@mantine/charts/styles.layer.css";
import { AreaChart, BarChart, LineChart } from "@mantine/charts";
import type { Analytics } from "../../data/analytics";
import { clock, count, dayOf, duration, moment } from "../../lib/format";
import { Panel } from "../../ui/Page";

const HEIGHT = 260;
const STILL = { isAnimationActive: false } as const;

export default function Charts({ data }: { data: Analytics }) {
  const { series, step, timeZone } = data;
  const points = series.map((point) => ({
    at: point.from,
    Joined: point.totalSessions,
    "Turn offered": point.released,
    "Gave up": point.left + point.abandoned,
    Median: point.p50WaitSeconds ?? null,
    "Nine in ten": point.p90WaitSeconds ?? null,
  }));
  const label = (at: string) => (step === "day" ? dayOf(at, timeZone) : clock(at, timeZone));
  const axis = {
    data: points,
    dataKey: "at",
    h: HEIGHT,
    gridAxis: "x" as const,
    withLegend: true,
    xAxisProps: { tickFormatter: label, minTickGap: 40 },
    tooltipProps: {
      labelFormatter: (at: unknown) => (typeof at === "string" ? moment(at, timeZone) : null),
    },
    "aria-hidden": true,
  };
  return (
    <>
      <Panel title="People">
        <figure className="chart">
          <AreaChart
            {...axis}
            series={[
              { name: "Joined", color: "var(--calm)" },
              { name: "Turn offered", color: "var(--you)" },
              { name: "Gave up", color: "var(--ink-soft)" },
            ]}
            curveType="monotone"
            withDots={false}
            strokeWidth={2}
            fillOpacity={0.1}
            valueFormatter={count}
            yAxisProps={{ allowDecimals: false, width: 48 }}
            areaProps={STILL}
            areaChartProps={{ accessibilityLayer: false }}
          />
          <figcaption className="visually-hidden">
            Who joined, was offered a turn and gave up, step by step; the table below has the numbers.
          </figcaption>
        </figure>
      </Panel>
      <div className="halves">
        <Panel title="Wait">
          <figure className="chart">
            <LineChart
              {...axis}
              series={[
                { name: "Median", color: "var(--calm)" },
                { name: "Nine in ten", color: "var(--you)" },
              ]}
              curveType="monotone"
              connectNulls
              dotProps={{ r: 2 }}
              strokeWidth={2}
              valueFormatter={wait}
              yAxisProps={{ width: 64, domain: [0, (most: number) => Math.max(60, most)] }}
              lineProps={STILL}
              lineChartProps={{ accessibilityLayer: false }}
            />
            <figcaption className="visually-hidden">
              How long people waited, step by step; the table below has the numbers.
            </figcaption>
          </figure>
        </Panel>
        <Panel title="Busy hours">
          <PeakHours data={data} />
        </Panel>
      </div>
    </>
  );
}

/** On an axis there is no “none”. */
const wait = (seconds: number): string => (seconds < 1 ? "0 s" : duration(seconds));

/** The hours of the day, all days together. */
function PeakHours({ data: { peakHours } }: { data: Analytics }) {
  const byHour = new Map(peakHours.map(({ hour, totalSessions }) => [hour, totalSessions]));
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    hour: `${String(hour).padStart(2, "0")}:00`,
    Joined: byHour.get(hour) ?? 0,
  }));
  const [first] = peakHours;
  const summary = first
    ? `Most joined between ${first.hour} and ${(first.hour + 1) % 24} o'clock: ${count(first.totalSessions)}.`
    : "Nobody joined.";
  return (
    <figure className="chart">
      <BarChart
        h={HEIGHT}
        data={hours}
        dataKey="hour"
        series={[{ name: "Joined", color: "var(--calm)" }]}
        gridAxis="x"
        valueFormatter={count}
        xAxisProps={{ minTickGap: 20 }}
        yAxisProps={{ allowDecimals: false, width: 48 }}
        barProps={STILL}
        barChartProps={{ accessibilityLayer: false }}
        aria-hidden
      />
      <figcaption className="small soft chart-said">{summary}</figcaption>
    </figure>
  );
}
