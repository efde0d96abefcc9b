// Waiting, and offered or inside, over the last minutes.
import "@mantine/charts/styles.layer.css";
import { AreaChart } from "@mantine/charts";
import { clockSeconds, count } from "../../lib/format";
import { type Sample, thin } from "../../lib/history";

/** What the cap holds for. */
const INSIDE = "Offered and inside";

/** Points in the chart: enough for its width, few enough to be drawn every second. */
const MOST_POINTS = 150;

export default function HistoryChart({ samples, cap }: { samples: readonly Sample[]; cap: number }) {
  if (samples.length < 2) return <p className="soft">The chart fills while this page is open.</p>;
  const shown = thin(samples, MOST_POINTS);
  const [first, last] = [shown[0], shown.at(-1)];
  const summary =
    first &&
    last &&
    `Waiting went from ${count(first.waiting)} to ${count(last.waiting)} between ${clockSeconds(first.at)} and ${clockSeconds(last.at)}; ${count(last.inside)} of ${count(cap)} are offered their turn or inside.`;
  return (
    <figure className="chart">
      <AreaChart
        h={280}
        data={shown.map(({ at, waiting, inside }) => ({ at, Waiting: waiting, [INSIDE]: inside }))}
        dataKey="at"
        series={[
          { name: "Waiting", color: "var(--calm)" },
          { name: INSIDE, color: "var(--you)" },
        ]}
        curveType="stepAfter"
        withDots={false}
        withLegend
        gridAxis="y"
        strokeWidth={2}
        fillOpacity={0.12}
        xAxisProps={{
          type: "number",
          scale: "time",
          domain: ["dataMin", "dataMax"],
          tickFormatter: (at: number) => clockSeconds(at),
          minTickGap: 60,
        }}
        yAxisProps={{ allowDecimals: false, width: 48 }}
        valueFormatter={count}
        // Without a point under the pointer there is no label to format.
        tooltipProps={{ labelFormatter: (at) => (typeof at === "number" ? clockSeconds(at) : null) }}
        areaProps={{ isAnimationActive: false }}
        areaChartProps={{ accessibilityLayer: false }}
        aria-hidden
      />
      <figcaption className="visually-hidden">{summary}</figcaption>
    </figure>
  );
}
