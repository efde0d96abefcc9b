// A server of the DNS: it has the TXT records that it is given, and says of everything else that there is no such name (RFC 1035).
import { createSocket } from "node:dgram";

const HEADER = 12;
const TXT = 16;
const IN = 1;
/** An answer, recursion wanted and to be had. */
const ANSWER = 0x8180;
const NO_SUCH_NAME = 3;
/** Where the name that is asked for stands in every answer. */
const THE_NAME = 0xc000 | HEADER;

/** What is asked: the name in lower case, the type, and the bytes of both. */
function questionOf(query) {
  const labels = [];
  let at = HEADER;
  for (let length = query[at]; length > 0; length = query[at]) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  return { name: labels.join(".").toLowerCase(), type, bytes: query.subarray(HEADER, at + 5) };
}

/** One record with a text of up to 255 bytes, which no one may keep. */
function recordOf(text) {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(THE_NAME, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(IN, 4);
  head.writeUInt16BE(bytes.length + 1, 10);
  return Buffer.concat([head, Buffer.from([bytes.length]), bytes]);
}

function answerTo(query, texts) {
  const { name, type, bytes } = questionOf(query);
  const text = type === TXT ? texts.get(name) : undefined;
  const head = Buffer.alloc(HEADER);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(text === undefined ? ANSWER | NO_SUCH_NAME : ANSWER, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(text === undefined ? 0 : 1, 6);
  return Buffer.concat([head, bytes, ...(text === undefined ? [] : [recordOf(text)])]);
}

/** Starts one that answers from `texts`, a map by names; its address. It keeps no process alive. */
export async function nameServer(texts) {
  const socket = createSocket("udp4");
  socket.on("message", (query, { address, port }) => socket.send(answerTo(query, texts), port, address));
  await new Promise((done) => socket.bind(0, "127.0.0.1", done));
  socket.unref();
  return `127.0.0.1:${socket.address().port}`;
}
