import { describe, expect, it } from "vitest";
import { Announcer, type Voice } from "../src/announcer";
import { spelled, wordsIn } from "../src/strings";
import type { CallEvent } from "../src/types";

const call = (number: string, calls = 1): CallEvent => ({
  sequence: 1,
  callId: `call-${number}`,
  repeated: calls > 1,
  number,
  counterId: "c",
  counterName: "Counter 3",
  queueId: "q",
  queueName: "Passports",
  calls,
  calledAt: "2024-01-15T10:30:00.000Z",
});

/** Says nothing until it is told to go on; notes what it says, and whether anything overlaps. */
class Slow implements Voice {
  log: string[] = [];
  private talking = false;
  private over: (() => void) | null = null;

  private take(what: string): Promise<void> {
    if (this.talking) throw new Error(`${what} while something else is being said`);
    this.talking = true;
    this.log.push(what);
    return new Promise((done) => {
      this.over = () => {
        this.talking = false;
        done();
      };
    });
  }

  chime = () => this.take("chime");
  say = (text: string, language: string) => this.take(`${language}: ${text}`);

  async goOn(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      this.over?.();
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
  }
}

function setUp(languages: string[]) {
  const voice = new Slow();
  const said: string[] = [];
  const announcer = new Announcer({
    voice,
    languages: () => languages,
    words: (one) => one.number,
    said: (one) => said.push(one.number),
  });
  return { voice, said, announcer };
}

describe("announcements", () => {
  it("follow one another, in every language, and never overwrite", async () => {
    const { voice, said, announcer } = setUp(["de", "en"]);
    announcer.add(call("A001"));
    announcer.add(call("B007"));
    expect(voice.log).toEqual(["chime"]);
    expect(announcer.current?.number).toBe("A001");
    await voice.goOn(3);
    expect(said).toEqual(["A001"]);
    expect(announcer.current?.number).toBe("B007");
    announcer.add(call("A002"));
    await voice.goOn(6);
    const one = (number: string) => ["chime", `de: ${number}`, `en: ${number}`];
    expect(voice.log).toEqual([...one("A001"), ...one("B007"), ...one("A002")]);
    expect(said).toEqual(["A001", "B007", "A002"]);
    expect(announcer.current).toBeNull();
  });

  it("are made once, however often the stream tells them", async () => {
    const { voice, announcer } = setUp(["en"]);
    announcer.add(call("A001"));
    announcer.add(call("A001"));
    await voice.goOn(2);
    announcer.add(call("A001"));
    expect(voice.log).toEqual(["chime", "en: A001"]);
  });

  it("are made again for a recall", async () => {
    const { voice, announcer } = setUp(["en"]);
    announcer.add(call("A001"));
    announcer.add(call("A001", 2));
    await voice.goOn(4);
    expect(voice.log).toEqual(["chime", "en: A001", "chime", "en: A001"]);
  });

  it("go on after one that fails", async () => {
    const { said, announcer } = setUp(["en"]);
    const broken = new Announcer({
      voice: {
        chime: () => Promise.reject(new Error("no device")),
        say: () => Promise.reject(new Error("no voice")),
      },
      languages: () => ["en"],
      words: (one) => one.number,
      said: (one) => said.push(one.number),
    });
    broken.add(call("A001"));
    broken.add(call("A002"));
    for (let turn = 0; turn < 30; turn++) await Promise.resolve();
    expect(said).toEqual(["A001", "A002"]);
    expect(announcer.current).toBeNull();
  });
});

describe("the words", () => {
  it("spell the number and name the counter in each language", () => {
    expect(wordsIn("de-AT").t("announce", { number: spelled("A042"), counter: "Schalter 3" })).toBe(
      "Nummer A 0 4 2, bitte zu Schalter 3.",
    );
    for (const language of ["en", "de", "es", "fr", "ar", "ja"]) {
      const text = wordsIn(language).t("announce", { number: "A 1", counter: "C 9" });
      expect(text).toContain("A 1");
      expect(text).toContain("C 9");
    }
    expect(wordsIn("tr").language).toBe("en");
  });
});
