// What a refusal says of the fields of a form, and what it says besides.
import { ApiError } from "@virtual-queue/client";

/** The sentence about a field. */
export const about = (error: Error | null | undefined, field: string): string | undefined =>
  error instanceof ApiError ? error.about(field) : undefined;

/** The error, unless it is about fields that the form shows, where it is said already. */
export const besides = (error: Error | null | undefined, ...fields: string[]): Error | null =>
  error && !fields.some((field) => about(error, field)) ? error : null;
