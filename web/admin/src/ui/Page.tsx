// Title, lead and actions of a page; panels inside it.
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useId } from "react";

export interface Crumb {
  label: string;
  to: string;
}

export interface PageProps {
  title: string;
  /** Beside the title, e.g. a status. */
  aside?: ReactNode;
  lead?: ReactNode;
  crumbs?: Crumb[];
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ title, aside, lead, crumbs = [], actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Virtual Queue`;
  }, [title]);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          {crumbs.length > 0 && (
            <nav className="crumbs" aria-label="Breadcrumb">
              {crumbs.map(({ label, to }, index) => (
                <span key={to}>
                  {index > 0 && <span aria-hidden="true">/ </span>}
                  <Link to={to}>{label}</Link>
                </span>
              ))}
            </nav>
          )}
          <div className="page-title">
            <h1 id="page-title">{title}</h1>
            {aside}
          </div>
          {lead && <p className="page-lead">{lead}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function Panel({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Names and what they stand for. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
