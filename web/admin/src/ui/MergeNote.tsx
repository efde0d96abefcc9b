// Somebody else was faster: what they changed, and what to do about it.
import { Button, SegmentedControl } from "@mantine/core";
import type { Choice, Draft } from "../lib/draft";

export interface MergeNoteProps<T extends object> {
  draft: Draft<T>;
  /** How fields are called. */
  names: Record<keyof T & string, string>;
  /** How a value is shown. */
  show: (field: keyof T & string, value: unknown) => string;
}

export function MergeNote<T extends object>({ draft, names, show }: MergeNoteProps<T>) {
  const { behind, choices, choose, takeOver } = draft;
  if (!behind) return null;
  return (
    <div className="note" data-tone="warn" role="alert">
      <strong>Somebody else changed this while you were editing</strong>
      {behind.taken.length > 0 && (
        <ul>
          {behind.taken.map(({ field, base, theirs }) => (
            <li key={field}>
              {names[field]}: {show(field, base)} → {show(field, theirs)}
            </li>
          ))}
        </ul>
      )}
      {behind.conflicts.map(({ field, base, mine, theirs }) => (
        <div key={field}>
          <p>
            {names[field]} was {show(field, base)}; both of you changed it.
          </p>
          <SegmentedControl
            fullWidth
            aria-label={`${names[field]}: which one to keep`}
            value={choices[field] ?? "mine"}
            onChange={(value) => choose(field, value as Choice)}
            data={[
              { value: "mine", label: `Yours: ${show(field, mine)}` },
              { value: "theirs", label: `Theirs: ${show(field, theirs)}` },
            ]}
          />
        </div>
      ))}
      <div className="buttons">
        <Button onClick={takeOver}>Merge</Button>
        <Button variant="default" onClick={draft.reset}>
          Discard mine
        </Button>
      </div>
    </div>
  );
}
