/** The style of the map for MapLibre: base map, lines, places. No address of another host, no glyphs from outside. */
import type { FeatureCollection } from "geojson";
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Language, Layer } from "../address";
import type { Network } from "../api";
import { told } from "../words";
import type { BaseMap } from "./basemap";
import { DARK, fluids, layerOf, LIGHT, LINES, SIGNS } from "./layers";

const FONT = ["Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];

/** Lines of the network, with the layer and offset of each. */
export function lineFeatures(network: Network): FeatureCollection {
  const known = fluids(network);
  return {
    type: "FeatureCollection",
    features: network.lines.map((line) => {
      const layer = layerOf(line, known);
      const offset = line.kind === "border" ? (LINES.find((look) => look.layer === layer)?.offset ?? 0) : 0;
      return {
        type: "Feature", id: line.number, properties: { layer, offset, number: line.number, border: line.kind === "border" },
        geometry: { type: "LineString", coordinates: line.path },
      };
    }),
  };
}

/** Places: those at a border first where labels compete, nodes of pipelines last. */
export function placeFeatures(network: Network, language: Language): FeatureCollection {
  const atBorder = new Set(network.crossings.flatMap((crossing) => crossing.posts.map((post) => post.place)));
  const rank = (id: string, kind: string): number =>
    atBorder.has(id) ? 0 : kind === "seaport" || kind === "dry port" ? 1 : kind === "city" ? 2 : kind === "station" ? 3 : 4;
  return {
    type: "FeatureCollection",
    features: network.places.map((place, number) => ({
      type: "Feature", id: number,
      properties: {
        number, sign: SIGNS[place.kind] ?? "●", name: told(place.name, language), rank: rank(place.id, place.kind),
      },
      geometry: { type: "Point", coordinates: [place.lon, place.lat] },
    })),
  };
}

/** Projects by their number, which the legend and the table tell. */
export function facilityFeatures(network: Network): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: network.facilities.map((facility, number) => ({
      type: "Feature", id: number, properties: { number, short: String(number + 1) },
      geometry: { type: "Point", coordinates: [facility.lon, facility.lat] },
    })),
  };
}

export function style(base: BaseMap, network: Network, language: Language, dark: boolean, hidden: readonly Layer[]): StyleSpecification {
  const ink = dark ? DARK : LIGHT;
  const seen = (layer: Layer) => (hidden.includes(layer) ? "none" : "visible");
  const lines: LayerSpecification[] = LINES.flatMap((look) => [
    {
      id: look.layer, type: "line", source: "lines", filter: ["==", ["get", "layer"], look.layer],
      layout: { "line-join": "round", visibility: seen(look.layer) },
      paint: {
        "line-color": dark ? look.dark : look.light,
        "line-width": ["+", look.layer.startsWith("rail") ? 1.6 : 1.3, ["coalesce", ["feature-state", "flow"], 0]],
        "line-opacity": 0.85,
        "line-offset": ["get", "offset"],
        ...(look.dash ? { "line-dasharray": look.dash } : {}),
      },
    } satisfies LayerSpecification,
    {
      id: `${look.layer}-letter`, type: "symbol", source: "lines", filter: ["==", ["get", "layer"], look.layer],
      layout: {
        "symbol-placement": "line", "symbol-spacing": 320, "text-field": look.letter, "text-font": FONT, "text-size": 10,
        visibility: seen(look.layer),
      },
      paint: { "text-color": dark ? look.dark : look.light, "text-halo-color": ink.land, "text-halo-width": 2 },
    } satisfies LayerSpecification,
  ]);
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: base.land },
      borders: { type: "geojson", data: base.borders },
      lakes: { type: "geojson", data: base.lakes },
      rivers: { type: "geojson", data: base.rivers },
      lines: { type: "geojson", data: lineFeatures(network) },
      places: { type: "geojson", data: placeFeatures(network, language) },
      facilities: { type: "geojson", data: facilityFeatures(network) },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": ink.water } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": ink.land } },
      { id: "rivers", type: "line", source: "rivers", paint: { "line-color": ink.river, "line-width": 0.8 } },
      { id: "lakes", type: "fill", source: "lakes", paint: { "fill-color": ink.water } },
      {
        id: "borders", type: "line", source: "borders", layout: { visibility: seen("borders") },
        paint: { "line-color": ink.border, "line-width": 0.9, "line-dasharray": [4, 3] },
      },
      ...lines,
      {
        id: "places", type: "symbol", source: "places",
        filter: ["any", ["<", ["get", "rank"], 4], [">=", ["zoom"], 5.5]],
        layout: {
          "text-field": ["get", "sign"], "text-font": FONT, "text-size": ["case", ["==", ["get", "rank"], 0], 12, 9],
          "text-allow-overlap": true, "text-ignore-placement": true, visibility: seen("places"),
        },
        paint: { "text-color": ink.ink, "text-halo-color": ink.halo, "text-halo-width": 1 },
      },
      {
        id: "names", type: "symbol", source: "places",
        filter: ["any", ["<", ["get", "rank"], 4], [">=", ["zoom"], 6]],
        layout: {
          "text-field": ["get", "name"], "text-font": FONT, "text-size": 12, "symbol-sort-key": ["get", "rank"],
          "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.8, "text-max-width": 12,
          visibility: seen("places"),
        },
        paint: { "text-color": ink.ink, "text-halo-color": ink.halo, "text-halo-width": 1.4 },
      },
      {
        id: "projects", type: "symbol", source: "facilities",
        layout: {
          "text-field": ["get", "short"], "text-font": FONT, "text-size": 12, visibility: seen("projects"),
          "symbol-placement": "point", "text-offset": [0, -1.3], "text-allow-overlap": true,
        },
        paint: { "text-color": "#ffffff", "text-halo-color": dark ? "#0f7180" : ink.accent, "text-halo-width": 6 },
      },
    ],
  };
}
