/** What the map draws and how: every layer has a colour, a pattern and a letter, so that colour is never alone. */
import type { Layer } from "../address";
import type { Line, Network } from "../api";

export interface Look {
  layer: Layer;
  letter: string; // on the map along the line, and in the legend
  light: string;
  dark: string;
  dash: number[] | null; // in widths of the line
  offset: number; // pixels to the right, where lines of two gauges share a path
}

export const LINES: readonly Look[] = [
  { layer: "oil", letter: "O", light: "#6b3fa0", dark: "#b491e0", dash: [6, 1.5, 1, 1.5], offset: 0 },
  { layer: "gas", letter: "G", light: "#1d7a46", dark: "#6fcf97", dash: [1, 1.5], offset: 0 },
  { layer: "sea", letter: "S", light: "#1f66b0", dark: "#6fb1f0", dash: [4, 3], offset: 0 },
  { layer: "road", letter: "A", light: "#855b1e", dark: "#d6a75c", dash: [2.5, 1.5], offset: 0 },
  { layer: "rail1520", letter: "1520", light: "#b5361f", dark: "#ff8a70", dash: [5, 1.2], offset: 3 },
  { layer: "rail1435", letter: "1435", light: "#24323f", dark: "#d5dee6", dash: null, offset: -3 },
];

/** The layer on which a line is drawn. `fluids` tells the fluid of pipelines by the number of their line. */
export function layerOf(line: Line, fluids: ReadonlyMap<number, "gas" | "oil">): Layer {
  if (line.kind === "pipeline" || line.mode === "pipeline") return fluids.get(line.number) ?? "oil";
  if (line.mode === "sea" || line.kind === "ferry") return "sea";
  if (line.mode !== "rail") return "road";
  return (line.gauge_mm ?? 1520) < 1500 ? "rail1435" : "rail1520";
}

/** The gauges of the railways on a layer, in millimetres, as a text; "" for none, and its name before the network is there. */
export function gaugesOn(layer: Layer, network: Pick<Network, "lines"> | null): string {
  if (network === null) return layer.replace("rail", "");
  const on = network.lines.filter((line) => line.gauge_mm && layerOf(line, new Map()) === layer);
  const gauges = [...new Set(on.map((line) => line.gauge_mm!))].sort((one, other) => one - other);
  return gauges.map(String).join(", ");
}

/** What is written along a line: its gauge, or the letter of its layer. */
export function letterOf(line: Line, layer: Layer): string {
  if (layer.startsWith("rail") && line.gauge_mm) return String(line.gauge_mm);
  return LINES.find((look) => look.layer === layer)?.letter ?? "";
}

export function fluids(network: Network): Map<number, "gas" | "oil"> {
  return new Map(network.pipelines.map((pipeline) => [pipeline.line, pipeline.fluid]));
}

/** Signs of places, one a kind. */
export const SIGNS: Record<string, string> = {
  station: "■",
  "road post": "▲",
  "dry port": "◆",
  "cooperation centre": "★",
  city: "●",
  seaport: "⬟",
  airport: "✚",
  "pipeline node": "○",
};

export interface Palette {
  land: string; water: string; border: string; river: string; ink: string; soft: string; halo: string;
  accent: string; ring: string; ringFill: string; closed: string;
  count: string; onCount: string; // numbers beside rings
  dotPixel: number; // alpha, blue, green, red, as pixels lie in memory
}

export const LIGHT: Palette = {
  land: "#f7f6f1", water: "#d6e3ec", border: "#a39e92", river: "#c5d8e4", ink: "#1b2733", soft: "#52606d",
  halo: "#ffffff", accent: "#115e67", ring: "#a8480f", ringFill: "rgba(217,119,38,0.22)", closed: "#b42318", count: "#a8480f", onCount: "#ffffff",
  dotPixel: 0xff5d3c0b,
};
export const DARK: Palette = {
  land: "#1b2530", water: "#0f161d", border: "#5c6a78", river: "#23323f", ink: "#e8edf2", soft: "#a9b6c2",
  halo: "#141c24", accent: "#5ac1d0", ring: "#ffb36b", ringFill: "rgba(255,179,107,0.22)", closed: "#ff8a80", count: "#ffb36b", onCount: "#141c24",
  dotPixel: 0xffffffff,
};
