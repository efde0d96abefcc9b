// A word about what was done, which goes away by itself. What needs an answer is never said here.
import { useSyncExternalStore } from "react";

interface Toast {
  id: number;
  text: string;
  bad: boolean;
}

/** Long enough to read, in milliseconds. */
const SHOWN_MS = 6_000;

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function show(text: string, bad: boolean): void {
  const id = ++last;
  set([...toasts.slice(-2), { id, text, bad }]);
  setTimeout(() => set(toasts.filter((toast) => toast.id !== id)), SHOWN_MS);
}

/** It was done. */
export const done = (text: string): void => show(text, false);

/** It was not done. */
export const failed = (error: Error): void => show(error.message, true);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, bad }) => (
        <div key={id} className="toast" data-tone={bad ? "bad" : undefined}>
          {text}
        </div>
      ))}
    </div>
  );
}
