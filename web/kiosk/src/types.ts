// The shapes of the kiosk's API, as far as the kiosk reads them: docs/WALK-IN.md.

export interface Wait {
  p50: number;
  p90: number;
}

export interface Service {
  queueId: string;
  name: string;
  description: string;
  prefix: string;
  waiting: number;
  estimatedWaitSeconds: Wait | null;
  acceptsJoins: boolean;
  reason: string | null;
}

export interface Message {
  text: string;
  level: "info" | "warning";
}

export interface Location {
  id: string;
  tenantId: string;
  name: string;
  timeZone: string;
  languages: string[];
  isOpen: boolean;
  closesAt: string | null;
  message: Message | null;
  services: Service[];
}

export interface KioskState {
  id: string;
  name: string;
  outOfService: boolean;
  outOfServiceText: string;
}

/** What the server last said. */
export interface Seen {
  kiosk: KioskState;
  location: Location;
}

export interface ServerTicket {
  sessionId: string;
  queueId: string;
  queueName: string;
  number: string;
  position: number | null;
  estimatedWaitSeconds: Wait | null;
  enqueuedAt: string;
  sessionToken: string;
  url: string;
  qrSvg: string;
}

export interface Reservation {
  reservationId: string;
  queueId: string;
  numbers: string[];
  expiresAt: string;
}

export interface Reconciled {
  number: string;
  repeated: boolean;
  ticket: ServerTicket | null;
  error: { code: string; message: string } | null;
}

/** A ticket as it is shown and printed. */
export interface Ticket {
  number: string;
  queueId: string;
  queueName: string;
  takenAt: string;
  /** Unknown while the server cannot be reached. */
  position: number | null;
  wait: Wait | null;
  qrSvg: string | null;
}
