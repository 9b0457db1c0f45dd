/** Flows as a Sankey graph: where from, by which border crossing, where to. */
import type * as D3Sankey from "d3-sankey";
import type { SankeyGraph } from "d3-sankey";
import type { Record_ } from "./tables";

export interface Way {
  from: string;
  by: string;
  to: string;
  value: number;
}
export interface Node {
  id: string;
}
export interface Link {
  source: string;
  target: string;
  value: number;
  origin: string;
}

/** Ways added up by origin, crossing and destination, the largest first. */
export function links(ways: readonly Record_[], by: string): Way[] {
  const sums = new Map<string, Way>();
  for (const way of ways) {
    const [from, crossing, to] = [String(way["from"] ?? ""), String(way["by"] ?? ""), String(way["to"] ?? "")];
    const key = JSON.stringify([from, crossing, to]);
    const sum = sums.get(key) ?? { from, by: crossing, to, value: 0 };
    sum.value += Number(way[by]) || 0;
    sums.set(key, sum);
  }
  return [...sums.values()].filter((way) => way.value > 0).sort((one, other) => other.value - one.value);
}

/** Ends beyond the largest become one: `rest` names it. */
export function gathered(ways: readonly Way[], end: "from" | "to", most: number, rest: string): Way[] {
  const sums = new Map<string, number>();
  for (const way of ways) sums.set(way[end], (sums.get(way[end]) ?? 0) + way.value);
  if (sums.size <= most + 1) return [...ways];
  const kept = new Set([...sums].sort((one, other) => other[1] - one[1]).slice(0, most).map(([id]) => id));
  return ways.map((way) => (kept.has(way[end]) ? way : { ...way, [end]: rest }));
}

export function sankeyOf(library: typeof D3Sankey, ways: readonly Way[], width: number, height: number): SankeyGraph<Node, Link> {
  const joined = new Map<string, Link>();
  const add = (source: string, target: string, value: number, origin: string): void => {
    const key = JSON.stringify([source, target, origin]);
    const link = joined.get(key) ?? { source, target, value: 0, origin };
    link.value += value;
    joined.set(key, link);
  };
  for (const way of ways) {
    add(`from|${way.from}`, `by|${way.by}`, way.value, way.from);
    add(`by|${way.by}`, `to|${way.to}`, way.value, way.from);
  }
  const ids = [...new Set([...joined.values()].flatMap((link) => [link.source, link.target]))];
  return library
    .sankey<Node, Link>()
    .nodeId((node) => node.id)
    .nodeWidth(10)
    .nodePadding(Math.max(3, Math.min(12, height / (ids.length + 4))))
    .extent([[2, 6], [width - 2, height - 8]])({ nodes: ids.map((id) => ({ id })), links: [...joined.values()].map((link) => ({ ...link })) });
}
