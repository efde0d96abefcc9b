// In which order people are shown who wait at a location.

interface Waiting {
  ticket: number;
  held: boolean;
  position?: number | null;
  appointmentAt?: string | null;
}

/** First those in line by position, then those put aside by ticket, then those who booked by the time of their appointment. */
export function inOrder<T extends Waiting>(people: readonly T[]): T[] {
  const group = (one: Waiting) => (!one.held ? 0 : one.appointmentAt ? 2 : 1);
  const place = (one: Waiting) =>
    group(one) === 0
      ? (one.position ?? Number.MAX_SAFE_INTEGER)
      : group(one) === 1
        ? one.ticket
        : Date.parse(one.appointmentAt ?? "");
  return [...people].sort((a, b) => group(a) - group(b) || place(a) - place(b) || a.ticket - b.ticket);
}
