// A board for the dashboard's preview.
import type { BoardState, ShownCall } from "./types";

const call = (number: string, counterName: string, queueName: string): ShownCall => ({
  callId: number,
  number,
  counterId: counterName,
  counterName,
  queueId: queueName,
  queueName,
  calls: 1,
  calledAt: "2024-01-15T10:30:00.000Z",
  status: "called",
});

export const example: BoardState = {
  locationId: "preview",
  name: "Town hall",
  timeZone: "UTC",
  languages: ["en"],
  isOpen: true,
  message: null,
  messages: [],
  eventId: "",
  calls: [call("A042", "Counter 3", "Passports"), call("B017", "Counter 1", "Parking")],
  services: [
    {
      queueId: "A",
      name: "Passports",
      prefix: "A",
      waiting: 12,
      next: ["A043", "A044"],
      estimatedWaitTime: null,
    },
    { queueId: "B", name: "Parking", prefix: "B", waiting: 3, next: ["B018"], estimatedWaitTime: null },
  ],
};
