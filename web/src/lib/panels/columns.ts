/** Columns of the tables of studies, named in the language of the page. */
import { w } from "../state.svelte";
import { isKey, type Key } from "../words";

/** Columns that the page names elsewhere already. */
const ELSEWHERE: Record<string, Key> = {
  crossing: "page.crossing", direction: "page.direction", unit_class: "page.traffic", tonnes: "page.measure.mass_t",
  persons: "page.persons", goods: "page.goods", country: "page.country", year: "page.year", fact: "page.source",
  low: "page.low", high: "page.high", loads: "page.loads", hours: "page.axis.hours", musd: "page.column.trade",
  from: "page.column.origin", to: "page.column.destination", assumed: "page.column.reason", km: "page.length",
};
const UNITS: Record<string, string> = { musd: "page.unit.musd", pct: "%", h: "page.unit.h", d: "page.unit.d" };

interface Named {
  text: string;
  unit: string; // "" where it has none
}

function plain(name: string, unit: string): Named | null {
  const known = ELSEWHERE[name] ?? `page.column.${name}`;
  if (isKey(known)) return { text: w(known), unit: name === "musd" ? w("page.unit.musd") : unit === "1" ? "" : unit };
  const [, head, tail] = /^(.+)_(musd|pct|h|d)$/.exec(name) ?? [];
  const key = `page.column.${head}`;
  if (!head || !isKey(key)) return null;
  const told = UNITS[tail!]!;
  return { text: w(key), unit: isKey(told) ? w(told) : told };
}

/** "Full effect, m USD", "Full effect, low, m USD"; where no word is known the name with spaces. */
export function columnText(name: string, unit: string): string {
  const [, head, end] = /^(.+)_(low|high)$/.exec(name) ?? [];
  const found = plain(name, unit) ?? (head ? plain(head, unit) : null);
  const ending = head && !plain(name, unit) ? w(end === "low" ? "page.low" : "page.high").toLowerCase() : "";
  const parts = found ? [found.text, ending, found.unit] : [name.replaceAll("_", " "), unit === "1" ? "" : unit];
  return parts.filter(Boolean).join(", ");
}
