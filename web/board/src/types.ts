// The shapes of the board's API, as far as the board reads them: docs/WALK-IN.md.

export interface Call {
  callId: string;
  number: string;
  counterId: string;
  counterName: string;
  queueId: string;
  queueName: string;
  /** The call and its recalls. */
  calls: number;
  calledAt: string;
}

/** A call as the stream tells it: to be announced. */
export interface CallEvent extends Call {
  sequence: number;
  /** A recall. */
  repeated: boolean;
}

export interface ShownCall extends Call {
  status: "called" | "serving" | "over";
}

export interface Message {
  text: string;
  level: "info" | "warning";
  at: string;
  queueId?: string | null;
}

export interface ServiceLine {
  queueId: string;
  name: string;
  prefix: string;
  waiting: number;
  next: string[];
  estimatedWaitTime: string | null;
}

export interface BoardState {
  locationId: string;
  name: string;
  timeZone: string;
  /** The first before the others. */
  languages: string[];
  isOpen: boolean;
  message: Message | null;
  messages: Message[];
  /** Where the stream of events is to go on. */
  eventId: string;
  /** Last called first. */
  calls: ShownCall[];
  services: ServiceLine[];
}
