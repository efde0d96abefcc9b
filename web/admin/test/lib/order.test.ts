import { expect, it } from "vitest";
import { inOrder } from "../../src/lib/order";

it("shows the line, then those put aside, then those who booked", () => {
  const waiting = (ticket: number, position: number | null) => ({
    ticket,
    position,
    held: position === null,
  });
  const booked = (ticket: number, at: string) => ({ ticket, held: true, appointmentAt: at });
  const checkedIn = { ticket: 9, held: false, position: 1, appointmentAt: "2026-03-02T10:00:00Z" };
  const people = [
    booked(5, "2026-03-02T11:00:00Z"),
    waiting(4, null),
    waiting(2, 3),
    booked(6, "2026-03-02T09:00:00Z"),
    waiting(3, 2),
    waiting(1, null),
    checkedIn,
  ];
  expect(inOrder(people).map(({ ticket }) => ticket)).toEqual([9, 3, 2, 1, 4, 6, 5]);
});
