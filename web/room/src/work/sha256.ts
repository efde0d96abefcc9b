// SHA-256, as far as proof of work needs it: of short texts, and of one block at a time as fast as JavaScript goes.
//
// Own code because the browser's (`crypto.subtle`) is asynchronous, which for blocks of 37 bytes is a hundred times slower,
// and is not there on plain http. Held against Node's in `test/work.test.ts`.

/** The constants of FIPS 180-4, 4.2.2, in base64: shorter than in digits, which counts on a page. */
const CONSTANTS = atob(
  "QoovmHE3RJG1wPvP6bXbpTlWwltZ8RHxkj+CpKscXtXYB6qYEoNbASQxhb5VDH3Dcr5ddIDesf6b3AanwZvxdOSbacHvvkeG" +
    "D8GdxiQMocwt6SxvSnSEqlywqdx2+YjamD5RUqgxxm2wAyfIv1l/x8bgC/PVp5FHBspjURQpKWcntwqFLhshOE0sbfxTOA0T" +
    "ZQpzVHZqCruBwskuknIshaK/6KGoGmZLwkuLcMdsUaPRkugZ1pkGJPQONYUQaqBwGaTBFh43bAgnSHdMNLC8tTkcDLNO2KpK" +
    "W5zKT2gub/N0j4LueKVjb4TIeBSMxwIIkL7/+qRQbOu++aP3xnF48g==",
);
const K = Int32Array.from({ length: 64 }, (_, i) =>
  [0, 1, 2, 3].reduce((word, at) => (word << 8) | CONSTANTS.charCodeAt(i * 4 + at), 0),
);
const H = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const W = new Int32Array(64);

/** Mixes the block in `W[0..16]` into `state`. */
function compress(state: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const a = W[i - 15] as number;
    const b = W[i - 2] as number;
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    W[i] = ((W[i - 16] as number) + s0 + (W[i - 7] as number) + s1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (W[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = ((state[0] as number) + a) | 0;
  state[1] = ((state[1] as number) + b) | 0;
  state[2] = ((state[2] as number) + c) | 0;
  state[3] = ((state[3] as number) + d) | 0;
  state[4] = ((state[4] as number) + e) | 0;
  state[5] = ((state[5] as number) + f) | 0;
  state[6] = ((state[6] as number) + g) | 0;
  state[7] = ((state[7] as number) + h) | 0;
}

/** The hash of an ASCII text, as eight words. */
export function sha256(text: string): Int32Array {
  const length = text.length;
  const blocks = (length + 9 + 63) >> 6;
  const state = Int32Array.from(H);
  for (let block = 0; block < blocks; block++) {
    for (let word = 0; word < 16; word++) {
      let value = 0;
      for (let byte = 0; byte < 4; byte++) {
        const at = block * 64 + word * 4 + byte;
        value = (value << 8) | (at < length ? text.charCodeAt(at) : at === length ? 0x80 : 0);
      }
      W[word] = value;
    }
    if (block === blocks - 1) W[15] = length * 8;
    compress(state);
  }
  return state;
}

const state = new Int32Array(8);

/** The first word of the hash of 32 bytes (`seed`), a byte and a number of four. */
export function firstWord(seed: Int32Array, byte: number, number: number): number {
  W.set(seed);
  W[8] = (byte << 24) | (number >>> 8);
  W[9] = (number << 24) | 0x800000;
  W.fill(0, 10, 15);
  W[15] = 37 * 8;
  state.set(H);
  compress(state);
  return state[0] as number;
}
