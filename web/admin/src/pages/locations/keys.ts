// One key, one verb, for those who call people all day.
import { useEffect, useRef } from "react";

/** Whether a key is text that somebody writes, or means something to the thing that has the focus. */
export function isTyping(target: Pick<HTMLElement, "tagName" | "isContentEditable"> | null): boolean {
  return (
    target !== null && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

/** Runs what belongs to a key, once per press, while nobody writes and no dialog is open. */
export function useKeys(enabled: boolean, keys: Record<string, () => unknown>): void {
  // Read when a key is pressed: between two renders no key is lost.
  const latest = useRef({ enabled, keys });
  latest.current = { enabled, keys };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { enabled: works, keys: verbs } = latest.current;
      if (!works || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target as HTMLElement | null) || document.querySelector("[role=dialog]")) return;
      const run = verbs[event.key.toLowerCase()];
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
