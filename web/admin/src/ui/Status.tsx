// What a queue, a person or a tenant is doing, in a word and a colour.
import { words } from "../lib/format";

const TONES: Record<string, string> = {
  open: "live",
  active: "live",
  released: "soon",
  waiting: "soon",
  pre_queue: "soon",
  scheduled: "soon",
  paused: "hold",
  draining: "hold",
  suspended: "hold",
};

const WORDS: Record<string, string> = {
  pre_queue: "Gathering",
  released: "Offered",
  active: "Inside",
  completed: "Done",
  no_show: "Did not come",
  transferred: "Passed on",
};

/** How the state of a queue or a person is called. */
export const stateName = (state: string): string => WORDS[state] ?? words(state);

export function Status({ of, name }: { of: string; name?: string }) {
  return (
    <span className="status" data-tone={TONES[of] ?? "rest"}>
      {name ?? stateName(of)}
    </span>
  );
}
