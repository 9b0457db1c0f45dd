import { describe, expect, test } from "vitest";
import type { Network } from "../src/lib/api";
import { boxOf, layout, meet, type Named, namedPlaces } from "../src/lib/map/names";
import { placeFeatures, SEEN_NEAR } from "../src/lib/map/style";

const place = (id: string, kind: string, rank: number, lon: number) =>
  ({ id, kind, rank, lon, lat: 45, country: "KZ", name: { en: id, zh: id, ru: id, kk: id } });
const network = {
  places: [place("strait", "waypoint", 2, 1), place("town", "city", 2, 2), place("city", "city", 1, 3), place("post", "station", 1, 4), place("hall", "cooperation centre", 1, 4.01)],
  crossings: [{ posts: [{ place: "post" }, { place: "hall" }] }],
} as unknown as Network;
const wide = (text: string) => 7 * text.length;

describe("places", () => {
  test("at a border come first, towns that lines only pass come last, points of the sea never", () => {
    expect(namedPlaces(network, "en").map((one) => [one.name, one.rank >= SEEN_NEAR])).toEqual([["post", false], ["city", false], ["hall", true], ["town", true]]);
  });

  test("have a sign with their number in the network", () => {
    expect(placeFeatures(network).features.map((one) => one.id)).toEqual([1, 2, 3, 4]);
  });
});

describe("names", () => {
  const at = (name: string, x: number, y: number, rank = 0): Named => ({ name, x, y, rank });
  const crowd = Array.from({ length: 60 }, (_, n) => at(`place ${n}`, ((n * 37) % 100) / 1000, ((n * 61) % 100) / 1000, n % 4));

  test("stand under their sign where there is room", () => {
    const [only] = layout([at("Dostyk", 0.5, 0.5)], 1000, wide);
    expect(only!.x).toBe(500);
    expect(only!.y).toBeGreaterThan(506);
  });

  test("never lie over one another, and the first of two that clash stays", () => {
    const placed = layout(crowd, 3000, wide);
    const clashes = placed.flatMap((one, n) => placed.slice(n + 1).filter((other) => meet(one.box, other.box)));
    expect(clashes).toEqual([]);
    expect(placed[0]!.name).toBe("place 0");
    expect(placed.length).toBeGreaterThan(10);
    expect(placed.length).toBeLessThan(60);
  });

  test("find more room the nearer one looks", () => {
    expect(layout(crowd, 300_000, wide)).toHaveLength(60);
  });

  test("are held by boxes as wide as they are", () => {
    expect(boxOf(100, 50, 40)).toEqual([79, 38, 121, 54]);
  });
});
