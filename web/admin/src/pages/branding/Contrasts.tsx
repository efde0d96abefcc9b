// How well colours can be told apart, and what is shown where they cannot.
import type { Branding } from "../../data/branding";

const OF: Record<string, string> = { text: "Text on the background", accent: "Accent on the background" };

export function Contrasts({ contrasts }: { contrasts: Branding["contrasts"] }) {
  if (contrasts.length === 0) return null;
  return (
    <ul className="contrasts" aria-label="Contrast">
      {contrasts.map(({ of, ratio, needed, shownAs }) => (
        <li key={of} data-short={ratio < needed || undefined}>
          <span>{OF[of] ?? of}</span>
          <span className="tabular">
            {ratio.toFixed(2)}:1
            {ratio < needed && ` of ${needed}:1`}
          </span>
          {shownAs && (
            <span className="contrast-shown">
              <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <circle cx="8" cy="8" r="7.5" fill={shownAs} stroke="currentColor" strokeOpacity="0.4" />
              </svg>
              Shown as {shownAs}, so that it can be seen
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
