// The ticket on paper of 80 mm, for browsers that print. On the screen it is not seen.
import type { Paper as Content } from "../raster";

export function Paper({ paper }: { paper: Content }) {
  return (
    <div class="paper" dir={paper.dir} aria-hidden="true">
      <p class="paper-place">{paper.place}</p>
      <p>{paper.label}</p>
      <p class="paper-number">{paper.number}</p>
      <p class="paper-service">{paper.service}</p>
      {paper.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {paper.qrSvg && <img src={`data:image/svg+xml,${encodeURIComponent(paper.qrSvg)}`} alt="" />}
    </div>
  );
}
