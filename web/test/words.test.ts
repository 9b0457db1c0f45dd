import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import calendar from "../../src/crossgauge/views/words/calendar.json";
import page from "../../src/crossgauge/views/words/page.json";
import { LANGUAGES, LAYERS, MEASURES, TABS } from "../src/lib/address";
import { count, day, difference, form, MINUS, number, percent, told, word } from "../src/lib/words";

const WORDS: Record<string, Record<string, string>> = page;
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
const source = (folder: string): string =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile() && /\.(svelte|ts)$/.test(file.name))
    .map((file) => readFileSync(`${file.parentPath}/${file.name}`, "utf8"))
    .join("\n");

describe("the catalogue", () => {
  test.each(Object.keys(WORDS))("%s is said in four languages with the same fillings", (key) => {
    const texts = LANGUAGES.map((language) => WORDS[key]![language]!);
    expect(texts.every((text) => text.trim() !== "")).toBe(true);
    const expected = [...new Set(names(texts[0]!))];
    for (const text of texts) expect([...new Set(names(text))]).toEqual(expected);
  });

  test("holds what the code asks for and nothing else", () => {
    const code = source(new URL("../src", import.meta.url).pathname);
    const whole = new Set([...code.matchAll(/["`](page\.[\w.]*\w)["`]/g)].map((match) => match[1]!));
    const begun = [...new Set([...code.matchAll(/`(page\.[\w.]*)\$\{/g)].map((match) => match[1]!))];
    expect([...whole].filter((key) => !(key in WORDS))).toEqual([]);
    expect(begun.filter((start) => !Object.keys(WORDS).some((key) => key.startsWith(start)))).toEqual([]);
    expect(Object.keys(WORDS).filter((key) => !whole.has(key) && !begun.some((start) => key.startsWith(start)))).toEqual([]);
  });

  test("has a name for every tab, layer and measure", () => {
    for (const tab of TABS) expect(WORDS).toHaveProperty([`page.tab.${tab}`]);
    for (const layer of LAYERS) expect(WORDS).toHaveProperty([`page.layer.${layer}`]);
    for (const measure of MEASURES) expect(WORDS).toHaveProperty([`page.measure.${measure}`]);
  });

  test("has twelve months in three forms", () => {
    expect(Object.keys(calendar).filter((key) => key.startsWith("month."))).toHaveLength(36);
  });
});

describe("numbers", () => {
  test("are written as each language writes them, Kazakh as Russian", () => {
    const written = LANGUAGES.map((language) => number(12345.6, language).replace(/\s/g, " "));
    expect(written).toEqual(["12,346", "12,346", "12 346", "12 346"]);
    expect(LANGUAGES.map((language) => number(1.25, language))).toEqual(["1.25", "1.25", "1,25", "1,25"]);
  });

  test("have three significant digits below a hundred", () => {
    expect([0.12345, 1.2345, 12.345, 123.45].map((value) => number(value, "en"))).toEqual(["0.123", "1.23", "12.3", "123"]);
  });

  test("that are none are a dash", () => {
    expect([null, undefined, NaN, Infinity].map((value) => number(value, "en"))).toEqual(["–", "–", "–", "–"]);
    expect(percent(null, "ru")).toBe("–");
  });

  test("below zero carry a minus, differences always a sign, none for zero", () => {
    expect(number(-3, "en")).toBe(`${MINUS}3`);
    expect([-3, 0, 3].map((value) => difference(value, "ru"))).toEqual([`${MINUS}3`, "0", "+3"]);
  });

  test("as parts are per cent", () => {
    expect(percent(0.906, "en")).toBe("91%");
    expect(percent(0.906, "kk").replace(/\s/g, " ")).toBe("91 %");
  });
});

describe("words", () => {
  test("are filled by name", () => {
    expect(word("page.hours", "kk", { n: 3 })).toBe("3 сағ");
  });

  test("of counted things follow the plural of their language", () => {
    expect([1, 3, 11, 21, 112].map((n) => form(n, "ru", 3))).toEqual([0, 1, 2, 0, 2]);
    expect([1, 2].map((n) => count("page.train.count", n, "en"))).toEqual(["1 path", "2 paths"]);
    expect([1, 2, 5].map((n) => count("page.train.count", n, "ru"))).toEqual(["1 нитка", "2 нитки", "5 ниток"]);
  });

  test("that a language lacks are told in English", () => {
    expect(told({ en: "Dostyk", zh: "多斯特克" }, "kk")).toBe("Dostyk");
    expect(told({ en: "Dostyk", zh: "多斯特克" }, "zh")).toBe("多斯特克");
    expect([told(null, "en"), told("plain", "ru")]).toEqual(["", "plain"]);
  });
});

test("days have the month of their language", () => {
  expect(LANGUAGES.map((language) => day("2023-03-09", language))).toEqual(["9 March 2023", "2023年3月9日", "9 марта 2023 г.", "2023 ж. 9 наурыз"]);
});
