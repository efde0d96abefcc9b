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
export function focusProblem(frames = MOST_FRAMES): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>("main [aria-invalid=true]");
    if (field) field.focus();
    else if (frames > 0) focusProblem(frames - 1);
  });
}

/** So long it takes at most until a form shows what is wrong, on a machine that is busy. */
const MOST_FRAMES = 60;

/** What went wrong inside a page; with `onRetry`, a way to try again. */
export function ErrorNote({ error, onRetry }: { error: Error | null | undefined; onRetry?: () => unknown }) {
  if (!error) return null;
  return (
    <div className="note" data-tone="warn" role="alert">
      <p>{error.message}</p>
      {onRetry && (
        <div>
          <Button variant="default" size="xs" onClick={() => void onRetry()}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
