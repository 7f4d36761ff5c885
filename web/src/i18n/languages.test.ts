import { afterEach, expect, test, vi } from "vitest";
import { consoleWords } from "./console";
import { LANGUAGES, type Language, preferredLanguage, rememberLanguage, wordsOf } from "./languages";
import { textWords } from "./texts";

afterEach(() => window.localStorage.clear());

test("the browser's first language that there is gets shown", () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["fr-FR", "de-AT", "en"]);
  expect(preferredLanguage()).toBe("de");
});

test("a choice on this device comes before the browser's languages", () => {
  rememberLanguage("es");
  expect(preferredLanguage()).toBe("es");
});

/** Every place in a catalogue, and what is there: `text`, or how many things are filled in. */
function shape(words: object, path = ""): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(words).map(([name, value]) => {
      const at = `${path}.${name}`;
      if (typeof value === "object") return shape(value, at);
      return { [at]: typeof value === "function" ? `of ${value.length}` : "text" };
    }),
  );
}

const catalogues = { all: wordsOf, console: consoleWords.load, texts: textWords.load };
const each = Object.keys(LANGUAGES).flatMap((language) =>
  Object.entries(catalogues).map(([name, of]) => [language as Language, name, of] as const),
);

test.each(each)("%s says everything that English does (%s)", async (language, _, of) => {
  const words = await of(language);
  expect(shape(words)).toEqual(shape(await of("en")));
  expect(JSON.stringify(words)).not.toMatch(/""|[^ ]\.\.\.| {2}/);
});
