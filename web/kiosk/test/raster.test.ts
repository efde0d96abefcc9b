import { describe, expect, it } from "vitest";
import { pack, toBase64, wrap } from "../src/raster";

describe("dots", () => {
  it("are the dark pixels, the leftmost in the highest bit, rows filled up to whole bytes", () => {
    const [black, white, clear, grey] = [
      [0, 0, 0, 255],
      [255, 255, 255, 255],
      [0, 0, 0, 0],
      [100, 100, 100, 255],
    ];
    const rows = [black, white, clear, grey, black, white, white, white, black, white].flat();
    const raster = pack(new Uint8ClampedArray([...rows, ...Array(10).fill(white).flat()]), 10, 2);
    expect(raster.width).toBe(16);
    expect([...raster.bits]).toEqual([0b1001_1000, 0b1000_0000, 0, 0]);
    expect(toBase64(raster.bits)).toBe("mIAAAA==");
  });
});

describe("lines", () => {
  it("break between words only", () => {
    const fits = (text: string) => text.length <= 10;
    expect(wrap("one two three four", fits)).toEqual(["one two", "three four"]);
    expect(wrap("a verylongword b", fits)).toEqual(["a", "verylongword", "b"]);
    expect(wrap("", fits)).toEqual([]);
  });
});
