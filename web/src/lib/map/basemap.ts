/** The base map as GeoJSON: coast, borders, lakes and rivers, from the replaceable folder `basemap/`. */
import type { FeatureCollection, GeoJSON } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Text } from "../words";

interface Told {
  files: { land: string; water?: string };
  source: string;
  licence: string;
  disclaimer: Text;
}

export interface BaseMap {
  told: Told;
  land: GeoJSON;
  borders: GeoJSON;
  lakes: GeoJSON;
  rivers: GeoJSON;
}

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };
let asked: Promise<BaseMap> | undefined;

async function json<T>(name: string): Promise<T> {
  const answer = await fetch(`./basemap/${name}`);
  if (!answer.ok) throw new Error(`basemap/${name}: ${answer.status}`);
  return (await answer.json()) as T;
}

/** Asked once for all maps of the page. A base map without countries draws no borders, one without water no lakes. */
export function baseMap(): Promise<BaseMap> {
  asked ??= read();
  return asked;
}

async function read(): Promise<BaseMap> {
  const told = await json<Told>("basemap.json");
  const [land, water] = await Promise.all([
    json<Topology>(told.files.land),
    told.files.water ? json<Topology>(told.files.water) : null,
  ]);
  const part = (from: Topology | null, name: string): GeoJSON =>
    from?.objects[name] ? feature(from, from.objects[name]) : NOTHING;
  const countries = land.objects["countries"] as GeometryCollection | undefined;
  return {
    told,
    land: part(land, "land"),
    borders: countries ? mesh(land, countries, (one, other) => one !== other) : NOTHING,
    lakes: part(water, "lakes"),
    rivers: part(water, "rivers"),
  };
}
