// A page that is not there yet, not there, or not to be had.
import { Button, Loader } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { ApiError } from "@virtual-queue/client";
import type { ReactNode } from "react";

export function Pending() {
  return (
    <div className="empty" role="status" aria-label="Loading">
      <Loader type="dots" aria-hidden />
    </div>
  );
}

export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** An address that is none: outside of the shell there is no frame around it. */
export function Nowhere() {
  return (
    <main className="nowhere" aria-labelledby="page-title">
      <NotFound />
    </main>
  );
}

export function NotFound() {
  return (
    <div className="page">
      <h1 id="page-title">There is nothing here</h1>
      <p className="soft">The address is wrong, or what was here has been deleted.</p>
      <div>
        <Button component={Link} to="/">
          To the beginning
        </Button>
      </div>
    </div>
  );
}

/** A page whose data did not come. */
export function Failed({ error: thrown }: ErrorComponentProps) {
  const error = thrown instanceof Error ? thrown : new Error("Something went wrong.");
  const router = useRouter();
  const { reset } = useQueryErrorResetBoundary();
  const again = () => {
    reset();
    void router.invalidate();
  };
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  const forbidden = error instanceof ApiError && error.status === 403;
  return (
    <div className="page">
      <h1 id="page-title">{forbidden ? "Not for this account" : "This page could not be loaded"}</h1>
      <p className="soft">{error.message}</p>
      {error instanceof ApiError && error.requestId && (
        <p className="small soft">Request {error.requestId}</p>
      )}
      <div>
        <Button onClick={again}>Try again</Button>
      </div>
    </div>
  );
}

/** Leads the keyboard to the first field that is wrong, once it is shown so. */
export function focusProblem(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>("main [aria-invalid=true]")?.focus());
}

/** What went wrong inside a page. */
export function ErrorNote({ error }: { error: Error | null | undefined }) {
  if (!error) return null;
  return (
    <div className="note" data-tone="warn" role="alert">
      {error.message}
    </div>
  );
}
