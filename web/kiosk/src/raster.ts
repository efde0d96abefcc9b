// A ticket as dots, as a thermal printer burns them: drawn by the browser, so that every language and every script it knows
// can be printed on printers that know none.

/** 72 mm of paper at 203 dots per inch: what prints of 80 mm. */
export const DOTS = 576;

export interface Raster {
  /** In dots; a multiple of 8. */
  width: number;
  height: number;
  /** One bit a dot, 1 burns; rows from the top, the leftmost dot in the highest bit. */
  bits: Uint8Array;
}

/** From pixels (RGBA) to dots: what is darker than half burns. */
export function pack(pixels: Uint8ClampedArray, width: number, height: number): Raster {
  const bytes = Math.ceil(width / 8);
  const bits = new Uint8Array(bytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
      const light = (0.299 * red + 0.587 * green + 0.114 * blue) * (alpha / 255) + 255 - alpha;
      const byte = y * bytes + (x >> 3);
      if (light < 128) bits[byte] = (bits[byte] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width: bytes * 8, height, bits };
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export interface Paper {
  place: string;
  label: string;
  number: string;
  service: string;
  lines: string[];
  qrSvg: string | null;
  dir: "rtl" | "ltr";
}

const MARGIN = 16;
const QR = 280;

/** Draws a ticket. */
export async function draw(doc: Document, paper: Paper): Promise<Raster> {
  const canvas = doc.createElement("canvas");
  const qr = paper.qrSvg ? await picture(paper.qrSvg) : null;
  canvas.width = DOTS;
  canvas.height = 1_400;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  context.textAlign = "center";
  context.direction = paper.dir;
  let y = MARGIN;
  const write = (text: string, size: number, weight: number) => {
    context.font = `${weight} ${size}px system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
    for (const line of wrap(text, (part) => context.measureText(part).width <= DOTS - 2 * MARGIN)) {
      y += size;
      context.fillText(line, DOTS / 2, y);
      y += Math.round(size * 0.3);
    }
  };
  write(paper.place, 30, 600);
  y += 20;
  write(paper.label, 30, 400);
  write(paper.number, paper.number.length > 5 ? 120 : 170, 700);
  write(paper.service, 36, 600);
  y += 12;
  for (const line of paper.lines) write(line, 28, 400);
  if (qr) {
    context.imageSmoothingEnabled = false;
    context.drawImage(qr, (DOTS - QR) / 2, y + 16, QR, QR);
    y += QR + 32;
  }
  const height = Math.min(canvas.height, y + MARGIN);
  return pack(context.getImageData(0, 0, DOTS, height).data, DOTS, height);
}

async function picture(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

/** Lines that fit; a word that does not fit alone stays whole. */
export function wrap(text: string, fits: (part: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && !fits(longer)) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}
