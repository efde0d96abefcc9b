// Small hooks of the board.
import { useEffect, useState } from "react";

/** Draws again when a source says so. */
export function useSource(source: { subscribe: (listener: () => void) => () => void }): void {
  const [, draw] = useState(0);
  useEffect(() => source.subscribe(() => draw((count) => count + 1)), [source]);
}

/** Counts up with time. */
export function useTicks(ms: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setCount((before) => before + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return count;
}
