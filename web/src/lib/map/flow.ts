/** Width of lines by flow: pixels added to a line for what passes it. */
import type { LineFlows, Network } from "../api";

const MOST_PIXELS = 9;

/** Trains and vehicles a day over each border link, both directions together, by the number of its line. */
export function perDay(flows: LineFlows, days: number): Map<number, number> {
  const units = new Map<number, number>();
  for (const flow of flows.flows) units.set(flow.line, (units.get(flow.line) ?? 0) + (flow.units.mean ?? 0) / days);
  return units;
}

/** Pixels by the number of a line: of a study's flows by the id of a line where there are any, else of a run. */
export function widths(
  network: Network, run: LineFlows | null, days: number | null, study: ReadonlyMap<string, number> | null,
): Map<number, number> {
  const amounts = study
    ? new Map(network.lines.filter((line) => study.has(line.id)).map((line) => [line.number, study.get(line.id)!]))
    : run && days ? perDay(run, days) : new Map<number, number>();
  const most = Math.max(1e-9, ...amounts.values());
  return new Map([...amounts].map(([line, value]) => [line, MOST_PIXELS * Math.sqrt(value / most)]));
}
