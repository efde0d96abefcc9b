import { describe, expect, it } from "vitest";
import { colourOf, fieldsOf, inputOf, wordsIn } from "../../src/lib/look";

const stored = {
  accent: "#1a7f5a",
  texts: { en: { title: "Shop" }, de: { note: "Klein" } },
  contrasts: [],
  version: 3,
};

describe("a branding in its form", () => {
  it("has a field for everything, and sends what is not empty", () => {
    const fields = fieldsOf(stored);
    expect(fields).toEqual({
      accent: "#1a7f5a",
      background: null,
      text: null,
      texts: { en: { title: "Shop", welcome: "", note: "" }, de: { title: "", welcome: "", note: "Klein" } },
    });
    const texts = { ...fields.texts, de: { title: " ", welcome: "", note: "" } };
    expect(inputOf({ ...fields, texts })).toEqual({
      accent: "#1a7f5a",
      background: null,
      text: null,
      texts: { en: { title: "Shop", welcome: null, note: null } },
    });
    expect(inputOf({ accent: null })).toEqual({ accent: null });
  });

  it("says in English what is not said in a language, and what is worn below where nothing is said", () => {
    const { texts } = fieldsOf(stored);
    const under = {
      en: { title: "Below", welcome: "Hi", note: "" },
      de: { title: "", welcome: "Hallo", note: "" },
    };
    expect(wordsIn(texts, {}, "de")).toEqual({ title: "Shop", welcome: null, note: "Klein" });
    expect(wordsIn(texts, under, "de")).toEqual({ title: "Shop", welcome: "Hallo", note: "Klein" });
    expect(wordsIn({}, under, "fr")).toEqual({ title: "Below", welcome: "Hi", note: null });
  });

  it("reads colours as people type them", () => {
    expect(["#1A7F5A", "1a7f5a", " #abc "].map(colourOf)).toEqual(["#1a7f5a", "#1a7f5a", "#aabbcc"]);
    expect(["", "green", "#12345", "#1a7f5a00"].map(colourOf)).toEqual([null, null, null, null]);
  });
});
