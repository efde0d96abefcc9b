// What can go wrong, told apart by type: the server said no, or nobody answered.
import type { components } from "./schema.ts";

/** One thing that is wrong: a stable code, a sentence for people, and the field it is about. */
export type Problem = components["schemas"]["ErrorItem"];

/** The server answered, and the answer is no. Branch on `code`, show `message`. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** All that is wrong; the first is what the whole is about. Never empty. */
    readonly problems: readonly [Problem, ...Problem[]],
    /** For questions about this request. */
    readonly requestId: string | null,
    /** From `Retry-After`: when it may go better, in seconds. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(problems[0].message);
  }

  /** Stable code of the first problem; all are listed in docs/ERRORS.md. */
  get code(): string {
    return this.problems[0].code;
  }

  /** The field that the first problem is about. */
  get field(): string | null {
    return this.problems[0].field ?? null;
  }

  /** The sentence about one field, e.g. `schedule.windows[0].from`. */
  about(field: string): string | undefined {
    return this.problems.find((problem) => problem.field === field)?.message;
  }
}

/** Nobody answered: no network, no server, or it took too long. Whether anything was done is not known. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** The error that a failed answer stands for, whether it has our envelope or a proxy's page. */
export function errorOf(response: Response, body: unknown): ApiError {
  const { errors, metadata } = (body ?? {}) as { errors?: unknown; metadata?: { requestId?: unknown } };
  const problems = Array.isArray(errors) ? errors.filter(isProblem) : [];
  const [first = unexpected(response.status), ...rest] = problems;
  const requestId = metadata?.requestId ?? response.headers.get("x-request-id");
  return new ApiError(
    response.status,
    [first, ...rest],
    typeof requestId === "string" ? requestId : null,
    retryAfter(response),
  );
}

function isProblem(value: unknown): value is Problem {
  const { code, message } = (value ?? {}) as Partial<Problem>;
  return typeof code === "string" && typeof message === "string";
}

function unexpected(status: number): Problem {
  const code = status >= 500 ? "unavailable" : "internal";
  return { code, message: `The server gave an answer that is not ours (status ${status}).`, field: null };
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
