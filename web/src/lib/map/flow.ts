/** Width of lines by flow: pixels added to a line for the what passes it in a day. */
import type { Measure } from "../address";
import type { Crossings, Network } from "../api";

const MOST_PIXELS = 9;

/** What passes each border link in a day, both directions together, by the number of its line. */
export function perDay(network: Network, crossings: Crossings, days: number, measure: Measure): Map<number, number> {
  const numbers = new Map(network.lines.map((line) => [line.id, line.number]));
  const units = new Map<number, number>();
  for (const crossing of network.crossings) {
    for (const chain of crossing.chains) {
      const passed = crossings.rows
        .filter((row) => row.crossing === crossing.id && row.chain === chain.id)
        .reduce((sum, row) => sum + (row[measure].mean ?? 0), 0);
      for (const id of chain.lines) {
        const number = numbers.get(id);
        if (number !== undefined) units.set(number, (units.get(number) ?? 0) + passed / days);
      }
    }
  }
  return units;
}

/** Pixels by the number of a line: of a study's flows by the id of a line where there are any, else of a run. */
export function flows(
  network: Network, crossings: Crossings | null, days: number | null, measure: Measure, study: ReadonlyMap<string, number> | null,
): Map<number, number> {
  const units = study
    ? new Map(network.lines.filter((line) => study.has(line.id)).map((line) => [line.number, study.get(line.id)!]))
    : crossings && days ? perDay(network, crossings, days, measure) : new Map<number, number>();
  const most = Math.max(1, ...units.values());
  return new Map([...units].map(([line, value]) => [line, MOST_PIXELS * Math.sqrt(value / most)]));
}
