/** What the card beside the pointer tells: figures with unit, and where they are from. */
import type { CrossingRow, Network, Source, Texts } from "../api";
import type { Result } from "../results.svelte";
import { waitingAt } from "../results.svelte";
import { chosen, duration, n, t, w } from "../state.svelte";
import { cursor } from "../time.svelte";
import { interval } from "../figures";
import { perDay } from "./flow";
import type { Ring } from "./overlay";

const MOST_SOURCES = 2;
const MOST_ROWS = 4;

export interface Found {
  title: string;
  kind: string;
  figures: { label: string; value: string }[];
  sources: Source[];
  assumed: boolean;
}

export function found(
  network: Network, result: Result | null, ring: Ring | null, under: { layer: string; number: number } | null,
): Found | null {
  if (ring) return ofCrossing(network, result, ring);
  if (!under) return null;
  if (under.layer.startsWith("places")) return ofPlace(network, under.number);
  if (under.layer === "projects") return ofFacility(network, under.number);
  return ofLine(network, result, under.number);
}

const cited = (network: Network, ids: readonly string[]): Source[] =>
  ids.flatMap((id) => network.sources[id] ?? []).slice(0, MOST_SOURCES);

function ofCrossing(network: Network, result: Result | null, ring: Ring): Found | null {
  const crossing = network.crossings.find((each) => each.id === ring.id);
  if (!crossing) return null;
  const waiting = result?.waiting.value;
  const at = waiting?.crossings.findIndex((each) => each.crossing === ring.id) ?? -1;
  const figures = [];
  if (ring.closed) figures.push({ label: w("page.closed"), value: "✕" });
  if (waiting && at >= 0) figures.push({ label: w("page.waiting.now"), value: n(waitingAt(waiting, at, cursor.hour), { maximumFractionDigits: 0 }) });
  const rows = result?.crossings.value?.rows.filter((row) => row.crossing === ring.id && (row.units.mean ?? 0) > 0) ?? [];
  for (const row of rows.sort(byUnits).slice(0, MOST_ROWS)) {
    figures.push({ label: `${t(row.name)}, ${t(directionText(row.direction))}`, value: `${interval(row.border_h, duration)} · ${n(row[chosen.measure].mean, { maximumFractionDigits: 0 })}` });
  }
  const binding = result?.crossings.value?.binding.find((each) => each.crossing === ring.id);
  if (binding) figures.push({ label: w("page.binds"), value: t(binding.words.text) });
  const sources = cited(network, crossing.resources.flatMap((each) => each.sources));
  return { title: t(crossing.name), kind: w("page.crossing"), figures, sources, assumed: crossing.resources.some((each) => each.assumed) };
}

const byUnits = (one: CrossingRow, other: CrossingRow) => (other.units.mean ?? 0) - (one.units.mean ?? 0);

const DIRECTIONS: Record<string, Parameters<typeof w>[0]> = {
  "from China": "page.from.CN", "from Kazakhstan": "page.from.KZ", west: "page.west", east: "page.east",
  forward: "page.forward", back: "page.backward",
};

/** A direction in words: "westbound". */
export function directionText(direction: string): string | Texts {
  const key = DIRECTIONS[direction];
  return key ? w(key) : direction;
}

function ofPlace(network: Network, number: number): Found | null {
  const place = network.places[number];
  if (!place) return null;
  const figures = [{ label: w("page.position"), value: `${n(place.lat, { maximumFractionDigits: 3 })}° N, ${n(place.lon, { maximumFractionDigits: 3 })}° E` }];
  if (place.unlocode) figures.push({ label: "UN/LOCODE", value: place.unlocode });
  return { title: t(place.name), kind: kindOf(place.kind, place.country), figures, sources: cited(network, place.sources), assumed: place.assumed };
}

const KINDS: Record<string, Parameters<typeof w>[0]> = {
  station: "page.place.station", "road post": "page.place.post", "dry port": "page.place.dryport",
  "cooperation centre": "page.place.centre", city: "page.place.city", seaport: "page.place.seaport",
  airport: "page.place.airport", "pipeline node": "page.place.node", waypoint: "page.place.waypoint",
};

export function kindOf(kind: string, country = ""): string {
  const key = KINDS[kind];
  const text = key ? w(key) : kind;
  return country ? `${text}, ${country}` : text;
}

function ofFacility(network: Network, number: number): Found | null {
  const one = network.facilities[number];
  if (!one) return null;
  const figures = [{ label: w("page.output", { what: one.makes }), value: `${n(one.output)}/${w("page.year.short")}` }];
  for (const haul of one.hauls) {
    const sign = haul.way === "in" ? "→" : "←";
    figures.push({ label: `${sign} ${t(haul.name)}`, value: `${n(haul.t_per_year)} t/${w("page.year.short")}` });
  }
  return { title: `${number + 1} ${t(one.name)}`, kind: w("page.project"), figures, sources: cited(network, one.sources), assumed: one.assumed };
}

function ofLine(network: Network, result: Result | null, number: number): Found | null {
  const line = network.lines[number];
  if (!line) return null;
  const figures = [{ label: w("page.length"), value: `${n(line.length_km)} km` }];
  if (line.gauge_mm) figures.push({ label: w("page.gauge"), value: `${n(line.gauge_mm, { useGrouping: false })} mm` });
  if (line.tracks) figures.push({ label: w("page.tracks"), value: n(line.tracks) });
  const pipeline = network.pipelines.find((each) => each.line === number);
  if (pipeline) {
    if (pipeline.capacity !== null) figures.push({ label: w("page.capacity"), value: `${n(pipeline.capacity)} ${pipeline.unit}/${w("page.year.short")}` });
    const last = pipeline.nominations[pipeline.nominations.length - 1];
    if (last) figures.push({ label: `${w("page.nominated")} ${last.year}`, value: `${n(last.amount)} ${pipeline.unit}` });
  }
  const flows = result?.lines.value;
  const days = result?.run.value?.run.days;
  const passed = flows && days ? perDay(flows, days).get(number) : undefined;
  if (passed !== undefined) figures.push({ label: w("page.flow"), value: `${n(passed)} ${w("page.perday.units")}` });
  return { title: t(line.name), kind: lineKind(line.kind, line.mode), figures, sources: cited(network, line.sources), assumed: line.assumed };
}

export function lineKind(kind: string, mode: string): string {
  if (kind === "pipeline") return w("page.line.pipeline");
  if (mode === "sea") return w("page.line.sea");
  return mode === "rail" ? w("page.line.rail") : w("page.line.road");
}
