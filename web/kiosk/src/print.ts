// Printing: by the browser's own way to a printer, or by the program that runs beside it (`vqueue print`).
import { draw, type Paper, toBase64 } from "./raster";
import type { Words } from "./strings";
import type { Ticket } from "./types";

/** Where the printing program listens, on this device alone. */
export const AGENT = "http://127.0.0.1:9187/print";
const TIMEOUT_MS = 8_000;

export function paperOf(ticket: Ticket, place: string, zone: string, words: Words): Paper {
  const ahead =
    ticket.position === null
      ? words.t("offline_ticket")
      : ticket.position <= 1
        ? words.t("next")
        : words.plural("ahead", ticket.position - 1);
  const wait =
    ticket.wait && ticket.position !== null ? [words.t("wait", { wait: words.wait(ticket.wait) })] : [];
  return {
    place,
    label: words.t("your_number"),
    number: ticket.number,
    service: ticket.queueName,
    lines: [ahead, ...wait, words.time(ticket.takenAt, zone), ...(ticket.qrSvg ? [words.t("scan")] : [])],
    qrSvg: ticket.qrSvg,
    dir: words.dir,
  };
}

/** Sends a ticket to the printing program; false if it did not print it. */
export async function printByAgent(doc: Document, paper: Paper): Promise<boolean> {
  try {
    const { width, height, bits } = await draw(doc, paper);
    const answer = await fetch(AGENT, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ width, height, bits: toBase64(bits) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer.ok;
  } catch {
    return false;
  }
}
