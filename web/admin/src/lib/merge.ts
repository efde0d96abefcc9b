// Two people changed the same thing: what each of them changed, and what cannot stand together.

/** One field that differs. */
export interface Difference<T> {
  field: keyof T & string;
  /** What both started from. */
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export interface Merge<T> {
  /** With both sides' changes; where both changed the same field differently, mine. */
  merged: T;
  /** What only they changed: it is taken over. */
  taken: Difference<T>[];
  /** What both changed, and differently: somebody has to choose. */
  conflicts: Difference<T>[];
}

/** A three-way merge, field by field. A field is compared as a whole: half a schedule of each is nobody's schedule. */
export function merge<T extends object>(base: T, mine: T, theirs: T): Merge<T> {
  const merged = { ...mine };
  const taken: Difference<T>[] = [];
  const conflicts: Difference<T>[] = [];
  for (const field of Object.keys(base) as (keyof T & string)[]) {
    const one = { field, base: base[field], mine: mine[field], theirs: theirs[field] };
    if (same(one.theirs, one.base) || same(one.theirs, one.mine)) continue;
    if (same(one.mine, one.base)) {
      merged[field] = theirs[field];
      taken.push(one);
    } else {
      conflicts.push(one);
    }
  }
  return { merged, taken, conflicts };
}

/** The fields of `changed` that are not as in `base`. */
export function changes<T extends object>(base: T, changed: T): Partial<T> {
  const entries = Object.entries(changed) as [keyof T & string, T[keyof T & string]][];
  return Object.fromEntries(entries.filter(([field, value]) => !same(value, base[field]))) as Partial<T>;
}

/** Whether two JSON values say the same, whatever the order of their fields. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => same(left[name], right[name]));
}
