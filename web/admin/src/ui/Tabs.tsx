// The pages of one thing, as links.
import { Link, useRouterState } from "@tanstack/react-router";

export interface Tab {
  label: string;
  to: string;
}

export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/\/$/, "") });
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ label: name, to }) => (
        <Link
          key={to}
          to={to}
          data-current={path === to || undefined}
          aria-current={path === to ? "page" : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
