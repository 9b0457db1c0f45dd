/** The style of the map for MapLibre: base map, lines, places. No address of another host, no glyphs from outside. */
import type { FeatureCollection } from "geojson";
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Layer } from "../address";
import type { Network, Place } from "../api";
import type { BaseMap } from "./basemap";
import { DARK, fluids, layerOf, letterOf, LIGHT, LINES, SIGNS } from "./layers";

/** Zoom from which places are seen that lines only pass. */
export const NEAR = 6.5;
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
        type: "Feature", id: line.number, properties: { layer, letter: letterOf(line, layer), offset, number: line.number, border: line.kind === "border" },
        geometry: { type: "LineString", coordinates: line.path },
      };
    }),
  };
}

/** Ranks of places: 0 at a border, then ports, cities and stations; from 4 on only seen when near: nodes, what is passed. */
export const SEEN_NEAR = 4;
export function placeRank(network: Network): (place: Place) => number {
  const atBorder = new Set(network.crossings.flatMap((crossing) => crossing.posts.map((post) => post.place)));
  const ofKind: Record<string, number> = { seaport: 1, "dry port": 1, city: 2, station: 3 };
  return ({ id, kind, rank }) => (atBorder.has(id) ? 0 : rank > 1 ? SEEN_NEAR + 1 : (ofKind[kind] ?? SEEN_NEAR));
}

/** Signs of places, but for points that lines only pass between towns. */
export function placeFeatures(network: Network): FeatureCollection {
  const rank = placeRank(network);
  return {
    type: "FeatureCollection",
    features: network.places.flatMap((place, number) => place.kind === "waypoint" ? [] : [{
      type: "Feature", id: number,
      properties: { number, sign: SIGNS[place.kind] ?? "●", rank: rank(place) },
      geometry: { type: "Point", coordinates: [place.lon, place.lat] },
    }]),
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

export function style(base: BaseMap, network: Network, dark: boolean, hidden: readonly Layer[]): StyleSpecification {
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
        "symbol-placement": "line", "symbol-spacing": 320, "text-field": ["get", "letter"], "text-font": FONT, "text-size": 10,
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
      places: { type: "geojson", data: placeFeatures(network) },
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
      ...(["places", "places-near"] as const).map((id) => ({
        id, type: "symbol", source: "places", minzoom: id === "places" ? 0 : NEAR,
        filter: [id === "places" ? "<" : ">=", ["get", "rank"], SEEN_NEAR],
        layout: {
          "text-field": ["get", "sign"], "text-font": FONT, "text-size": ["case", ["==", ["get", "rank"], 0], 12, id === "places" ? 9 : 7],
          "text-allow-overlap": true, "text-ignore-placement": true, visibility: seen("places"),
        },
        paint: { "text-color": ink.ink, "text-halo-color": ink.halo, "text-halo-width": 1 },
      }) satisfies LayerSpecification),
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
