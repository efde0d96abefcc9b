// What everybody sees before they are in: the wait page's sky with its sun.
import { type ReactNode, useEffect } from "react";
import { Mark } from "../../ui/Mark";

export function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Virtual Queue`;
  }, [title]);
  return (
    <div className="door">
      <main className="door-card">
        <div className="bar-brand">
          <Mark />
          Virtual Queue
        </div>
        <h1>{title}</h1>
        {children}
      </main>
      <div className="door-sun" aria-hidden="true" />
    </div>
  );
}
