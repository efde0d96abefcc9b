import { describe, expect, it } from "vitest";
import { type Language, loadStrings } from "../src/i18n/locales";
import { createTranslator } from "../src/i18n/translator";
import { roundedWait } from "../src/i18n/wait";

const load = async (language: Language) => createTranslator(language, await loadStrings(language));
const en = await load("en");
const ar = await load("ar");
const plain = (text: string) => text.replace(/[\u2009\u202f\u00a0]/g, " ");

describe("plurals", () => {
  it("follow the language", async () => {
    expect(en.plural("people_ahead", 1)).toBe("1 person ahead of you");
    expect(en.plural("people_ahead", 1203)).toBe("1,203 people ahead of you");
    expect((await load("fr")).plural("people_ahead", 1)).toBe("1 personne devant vous");
    expect((await load("ja")).plural("people_ahead", 1)).toBe("前に1人が待っています");
  });

  it("know all six categories of Arabic", () => {
    const forms = [0, 1, 2, 3, 11, 100].map((n) => ar.plural("people_ahead", n).replace(/[\d٠-٩]+/, "#"));
    expect(new Set(forms).size).toBe(6);
    expect(forms[1]).toBe("شخص واحد أمامك");
  });
});

describe("the wait", () => {
  it("is a range in whole minutes, coarser when longer", () => {
    expect(roundedWait({ p50: 20, p90: 40 })).toEqual({ from: 0, to: 0 });
    expect(roundedWait({ p50: 300, p90: 420 })).toEqual({ from: 5, to: 7 });
    expect(roundedWait({ p50: 10, p90: 70 })).toEqual({ from: 1, to: 2 });
    expect(roundedWait({ p50: 1440, p90: 2010 })).toEqual({ from: 25, to: 35 });
    expect(roundedWait({ p50: 7800, p90: 10900 })).toEqual({ from: 130, to: 190 });
    expect(roundedWait({ p50: 500, p90: 300 })).toEqual({ from: 8, to: 9 });
  });

  it("is put into words", () => {
    expect(en.wait(null)).toBe("Not known yet");
    expect(en.wait({ p50: 5, p90: 30 })).toBe("Less than a minute");
    expect(plain(en.wait({ p50: 300, p90: 420 }))).toBe("5–7 minutes");
    expect(en.wait({ p50: 60, p90: 60 })).toBe("1 minute");
    expect(plain(en.wait({ p50: 7800, p90: 10900 }))).toBe("2 hr 10 min to 3 hr 10 min");
  });
});

describe("times", () => {
  it("run down as a clock", () => {
    expect(en.clock(245_000)).toBe("4:05");
    expect(en.clock(3_845_000)).toBe("1:04:05");
    expect(en.clock(-5)).toBe("0:00");
    expect(en.clock(400)).toBe("0:01");
  });

  it("are relative in coarse steps", () => {
    expect(en.relative(-3_000)).toBe("Just now");
    expect(en.relative(-38_000)).toBe("30 seconds ago");
    expect(en.relative(-125_000)).toBe("2 minutes ago");
    expect(en.relative(8_000)).toBe("in 8 seconds");
  });

  it("name the day only when it is another one", () => {
    const noon = new Date(2026, 5, 1, 12).getTime();
    expect(en.moment(noon + 3_600_000, noon)).not.toContain("June");
    expect(en.moment(noon + 86_400_000, noon)).toContain("June");
  });

  it("are spoken", () => {
    expect(en.duration(20_000)).toBe("20 seconds");
    expect(en.duration(120_000)).toBe("2 minutes");
  });
});
