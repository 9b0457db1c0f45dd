/** What the reader has chosen, held in step with the address. */
import { type Address, DEFAULT, type Language, LANGUAGES, read, written } from "./address";
import { cursor } from "./time.svelte";
import { count, day, difference, type Key, number, percent, type Text, told, word } from "./words";

const WRITE_AFTER_MS = 300;

export const chosen: Address = $state(read(globalThis.location?.hash ?? ""));
cursor.hour = chosen.hour;

/** The language of the page: the chosen one, else the browser's, else English. */
export function language(): Language {
  if (chosen.language) return chosen.language;
  const wished = (globalThis.navigator?.languages ?? []).map((each) => each.slice(0, 2).toLowerCase());
  return LANGUAGES.find((each) => wished.find((one) => LANGUAGES.includes(one as Language)) === each) ?? "en";
}

export function dark(): boolean {
  if (chosen.theme) return chosen.theme === "dark";
  return globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;
}

// ---- texts in the language of the page
export const w = (key: Key, filling?: Record<string, string | number>) => word(key, language(), filling);
export const n = (value: number | null | undefined, options?: Intl.NumberFormatOptions) => number(value, language(), options);
export const counted = (key: Key, value: number) => count(key, value, language());
export const t = (text: Text | string | null | undefined) => told(text, language());
export const signed = (value: number | null | undefined) => difference(value, language());
export const share = (value: number | null | undefined) => percent(value, language());
export const onDay = (iso: string, length: "long" | "short" = "long") => day(iso, language(), length);

/** A duration with its unit, in hours or days as chosen. */
export function duration(hours: number | null | undefined): string {
  if (hours === null || hours === undefined || !Number.isFinite(hours)) return "–";
  if (chosen.hours === "d") return w("page.days", { n: n(hours / 24) });
  if (Math.abs(hours) < 1 && hours !== 0) return w("page.minutes", { n: n(hours * 60, { maximumFractionDigits: 0 }) });
  return w("page.hours", { n: n(hours) });
}

// ---- the address
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Keeps the address in step with the state, not faster than a reader can look. Call once, inside an effect root. */
export function keepAddress(): void {
  $effect(() => {
    const text = written({ ...$state.snapshot(chosen), hour: cursor.hour });
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search), WRITE_AFTER_MS);
  });
  $effect(() => {
    const follow = () => {
      const told = read(location.hash);
      Object.assign(chosen, DEFAULT, told);
      cursor.to(told.hour);
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  });
}

/** The address of what is on the screen now. */
export function link(): string {
  const text = written({ ...$state.snapshot(chosen), language: language(), hour: cursor.hour });
  return `${location.origin}${location.pathname}#${text}`;
}
