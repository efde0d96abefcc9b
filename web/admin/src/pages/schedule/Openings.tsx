// The next openings, by the clocks of the queue's time zone.
import type { ApiError } from "@virtual-queue/client";
import { clock, duration, moment } from "../../lib/format";
import type { Preview } from "./preview";

export interface OpeningsProps {
  preview: Preview | undefined;
  problem: ApiError | null;
  timeZone: string;
}

export function Openings({ preview, problem, timeZone }: OpeningsProps) {
  return (
    <div className="note" aria-live="polite">
      <h3>Next openings</h3>
      {problem && <p className="small">Something in the schedule cannot be read yet: {problem.message}</p>}
      {!problem && preview && (
        <>
          <p className="small soft">
            {preview.isOpen
              ? `Open now${preview.nextChange ? `, until ${moment(preview.nextChange, timeZone)}` : ""}.`
              : preview.openings.length > 0
                ? "Closed now."
                : "It never opens."}
          </p>
          <ol className="openings">
            {preview.openings.map(({ opensAt, closesAt }) => (
              <li key={opensAt}>
                <span>{moment(opensAt, timeZone)}</span>
                <span className="soft">{closesAt ? until(opensAt, closesAt, timeZone) : "for good"}</span>
              </li>
            ))}
          </ol>
          <p className="small soft">Times in {timeZone}.</p>
        </>
      )}
    </div>
  );
}

/** The end of an opening: the time of day, with the date where it is another one. */
function until(opensAt: string, closesAt: string, timeZone: string): string {
  const seconds = (Date.parse(closesAt) - Date.parse(opensAt)) / 1000;
  const day = (at: string) => new Date(at).toLocaleDateString(undefined, { timeZone });
  const end = day(opensAt) === day(closesAt) ? clock(closesAt, timeZone) : moment(closesAt, timeZone);
  return `to ${end} (${duration(seconds)})`;
}
