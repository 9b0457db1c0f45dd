/**
 * Texts, numbers and days in the four languages, from the same catalogue as figures and briefs.
 *
 * Browsers say that they know Kazakh and write English instead: numbers are written as in Russian there, and months
 * come from the catalogue in every language.
 */
import calendar from "../../../src/crossgauge/views/words/calendar.json";
import page from "../../../src/crossgauge/views/words/page.json";
import type { Language } from "./address";

export type Key = keyof typeof page;
export type Text = Partial<Record<Language, string>>;
type Filling = Record<string, string | number>;

const CALENDAR: Record<string, Record<Language, string>> = calendar;
const PAGE: Record<Key, Record<Language, string>> = page;
export const MINUS = "\u2212";
const ASKED: Record<Language, string> = { en: "en-GB", zh: "zh-CN", ru: "ru-RU", kk: "ru-RU" };

const filled = (text: string, filling: Filling): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(filling[name] ?? whole));

export const isKey = (text: string): text is Key => text in PAGE;

/** The text of a key, its {names} filled. */
export function word(key: Key, language: Language, filling: Filling = {}): string {
  return filled(PAGE[key][language], filling);
}

/** Which of the plural forms a count takes: one, many; in Russian one, few, many. */
export function form(n: number, language: Language, forms: number): number {
  if (forms === 1) return 0;
  if (language !== "ru" || !Number.isInteger(n)) return n === 1 ? 0 : forms - 1;
  if (n % 10 === 1 && n % 100 !== 11) return 0;
  return [2, 3, 4].includes(n % 10) && ![12, 13, 14].includes(n % 100) ? 1 : 2;
}

/** So many of something, in the right plural form, `{n}` filled. */
export function count(key: Key, n: number, language: Language, filling: Filling = {}): string {
  const forms = PAGE[key][language].split("|");
  return filled(forms[form(n, language, forms.length)]!, { n: number(n, language), ...filling });
}

/** A text that came in several languages, in one of them: that language, else English, else any. */
export function told(text: Text | string | null | undefined, language: Language): string {
  if (text === null || text === undefined) return "";
  if (typeof text === "string") return text;
  return text[language] || text.en || Object.values(text)[0] || "";
}

/** A number with at most three significant digits and no exponent; whole from a hundred on. */
export function number(value: number | null | undefined, language: Language, options: Intl.NumberFormatOptions = {}) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const written = new Intl.NumberFormat(ASKED[language], { maximumFractionDigits: digits, ...options }).format(value);
  return written.replace("-", MINUS);
}

/** A difference with its sign. */
export function difference(value: number | null | undefined, language: Language): string {
  return number(value, language, { signDisplay: "exceptZero" });
}

export function percent(share: number | null | undefined, language: Language): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  const digits = Math.abs(share) < 0.1 && share !== 0 ? 1 : 0;
  return new Intl.NumberFormat(ASKED[language], { style: "percent", maximumFractionDigits: digits })
    .format(share).replace("-", MINUS);
}

/** A day, from "2024-02-18…". */
export function day(iso: string, language: Language, length: "long" | "short" = "long"): string {
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return iso;
  return filled(CALENDAR[`date.${length}`]![language], {
    day: date, month: CALENDAR[`month.${length}.${month}`]![language], year,
  });
}

export function monthOnAxis(month: number, language: Language): string {
  return CALENDAR[`month.alone.${month}`]![language];
}
