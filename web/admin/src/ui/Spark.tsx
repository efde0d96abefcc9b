// The last minutes as a small line: whether it grows or shrinks, no more.
import { type Sample, thin } from "../lib/history";

const WIDTH = 120;
const HEIGHT = 48;

export function Spark({ samples }: { samples: readonly Sample[] }) {
  if (samples.length < 3) return null;
  const shown = thin(samples, 90);
  const first = shown[0]?.at ?? 0;
  const span = Math.max(1, (shown.at(-1)?.at ?? 0) - first);
  const top = Math.max(1, ...shown.map(({ waiting }) => waiting));
  const points = shown.map(
    ({ at, waiting }) =>
      `${(((at - first) / span) * WIDTH).toFixed(1)},${(HEIGHT * (1 - waiting / top)).toFixed(1)}`,
  );
  const line = `M${points.join("L")}`;
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="spark-area" d={`${line}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`} />
      <path d={line} />
    </svg>
  );
}
