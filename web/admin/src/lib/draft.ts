// A form over something that others may change at the same time.
import { ApiError } from "@virtual-queue/client";
import { useState } from "react";
import { changes, type Merge, merge, same } from "./merge";

/** Whose value a field takes where both changed it. */
export type Choice = "mine" | "theirs";

interface State<T> {
  base: T;
  version: number;
  values: T;
  choices: Partial<Record<keyof T & string, Choice>>;
}

export interface Draft<T> {
  values: T;
  set<K extends keyof T>(field: K, value: T[K]): void;
  /** Whether there is anything to save. */
  dirty: boolean;
  /** What others saved since this form was filled, if that is not nothing. */
  behind: Merge<T> | null;
  choices: Partial<Record<keyof T & string, Choice>>;
  choose(field: keyof T & string, choice: Choice): void;
  /** Takes over what others saved, and theirs where that was chosen. */
  takeOver(): void;
  reset(): void;
  /** What to send. */
  change: Partial<T> & { version: number };
  /** The sentence about a field of the last refusal. */
  problem(field: string): string | undefined;
  /** The refusal itself; that others were faster is told by `behind`. */
  error: Error | null;
  /** Saves; answers whether it was saved. */
  save(
    send: (change: Partial<T> & { version: number }) => Promise<unknown>,
    refresh: () => Promise<unknown>,
  ): Promise<boolean>;
  saving: boolean;
}

/** A draft over `server`, which is what is stored at `version`. While nothing is edited it follows what is stored. */
export function useDraft<T extends object>(server: T, version: number): Draft<T> {
  const [stored, setState] = useState<State<T>>({ base: server, version, values: server, choices: {} });
  const [error, setError] = useState<Error | null>(null);
  const [saving, setSaving] = useState(false);
  const state = follow(stored, server, version);
  const difference = state.version < version ? merge(state.base, state.values, server) : null;
  const behind = difference && difference.taken.length + difference.conflicts.length > 0 ? difference : null;
  const dirty = !same(state.values, state.base);
  const start = (values: T) => setState({ base: server, version, values, choices: {} });

  const save: Draft<T>["save"] = async (send, refresh) => {
    setSaving(true);
    setError(null);
    try {
      await send({ ...changes(state.base, state.values), version: state.version });
      return true;
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === "version_conflict") await refresh();
      else setError(problem as Error);
      return false;
    } finally {
      setSaving(false);
    }
  };

  return {
    values: state.values,
    set: (field, value) => setState({ ...state, values: { ...state.values, [field]: value } }),
    dirty,
    behind,
    choices: state.choices,
    choose: (field, choice) => setState({ ...state, choices: { ...state.choices, [field]: choice } }),
    takeOver: () => behind && start(resolve(behind, state.choices)),
    reset: () => {
      setError(null);
      start(server);
    },
    change: { ...changes(state.base, state.values), version: state.version },
    problem: (field) => (error instanceof ApiError ? error.about(field) : undefined),
    error,
    save,
    saving,
  };
}

/** An untouched form shows what is stored; one whose edits are all stored by now is untouched. */
export function follow<T extends object>(state: State<T>, server: T, version: number): State<T> {
  if (state.version >= version) return state;
  const { merged, taken, conflicts } = merge(state.base, state.values, server);
  const untouched = same(state.values, state.base) || same(merged, server);
  // What others changed and this form does not show needs no word.
  if (untouched || taken.length + conflicts.length === 0) {
    return { base: server, version, values: untouched ? server : state.values, choices: {} };
  }
  return state;
}

/** The merged values, with theirs where that was chosen. */
export function resolve<T extends object>(
  { merged, conflicts }: Merge<T>,
  choices: Partial<Record<keyof T & string, Choice>>,
): T {
  const theirs = conflicts.filter(({ field }) => choices[field] === "theirs");
  return { ...merged, ...Object.fromEntries(theirs.map(({ field, theirs: value }) => [field, value])) };
}
