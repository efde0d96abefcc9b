// Small hooks of the kiosk.
import { useEffect, useState } from "react";

/** Draws again when a source says so. */
export function useSource(source: { subscribe: (listener: () => void) => () => void }): void {
  const [, draw] = useState(0);
  useEffect(() => source.subscribe(() => draw((count) => count + 1)), [source]);
}

/** Now, every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
