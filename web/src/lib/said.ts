/** Ids and words of tables and facts as the network, or the catalogue, names them in the language of the page. */
import type { Network, Scenario } from "./api";
import { directionText } from "./map/card";
import { t, w } from "./state.svelte";
import { isKey, type Key } from "./words";

/** Sentences with a name within them, and the key by which each is told. */
const SENTENCES: readonly [RegExp, Key][] = [
  [/^value of a tonne: (.+)$/, "page.parameter.tonne"],
  [/^share of trade with (\w+), (\w+) by (\w+)$/, "page.parameter.share"],
  [/^elasticity of visits to hours: (.+)$/, "page.parameter.visits"],
];
/** "KZ-west-road", "rail, sea": several ids in one. */
const SEVERAL = [/^(\w+)-(east|west)-(rail|road|sea)$/, /^(\w+), (\w+)(?:, (\w+))?(?:, (\w+))?$/];

const slug = (text: string): string => text.replace(/\s*\(.*?\)/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

/** The name of what a word stands for; the word itself where nothing names it. */
export function said(text: string, network: Network | null): string {
  const of = (some: readonly { id: string; name: Parameters<typeof t>[0] }[] | undefined) => t(some?.find((each) => each.id === text)?.name);
  const known = of(network?.crossings) || of(network?.classes) || of(network?.places);
  if (known) return known;
  const direction = t(directionText(text));
  if (direction !== text) return direction;
  const key = `page.said.${slug(text)}`;
  if (isKey(key)) return w(key);
  for (const [pattern, sentence] of SENTENCES) {
    const [, one, two, three] = pattern.exec(text) ?? [];
    if (one) return w(sentence, { one: said(one, network), two: said(two ?? "", network), three: said(three ?? "", network) });
  }
  for (const pattern of SEVERAL) {
    const parts = pattern.exec(text)?.slice(1).filter(Boolean) ?? [];
    const names = parts.map((part) => said(part, network));
    if (parts.length && names.every((name, at) => name !== parts[at])) return names.join(", ");
  }
  return text;
}

/** Scenarios, one or several joined by plus or comma, by their names. */
export function scenarioText(ids: string, known: readonly Scenario[] | null): string {
  const name = (id: string) => (id === "base" ? w("page.base") : t(known?.find((each) => each.id === id)?.name) || id);
  return ids.split(/(\s*[+,]\s*)/).map((part, at) => (at % 2 ? part.replace("+", " + ") : name(part))).join("");
}

/** "Head … · tail": the head is shortened until both together are so many letters. */
export function shortened(head: string, tail: string, most: number): string {
  const room = Math.max(6, most - tail.length);
  return `${head.length > room ? `${head.slice(0, room - 1).trimEnd()}…` : head}${tail}`;
}
