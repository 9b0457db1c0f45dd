import { expect, test } from "vitest";
import type { Line } from "../src/lib/api";
import { gaugesOn, layerOf, letterOf } from "../src/lib/map/layers";

const rail = (gauge_mm: number | null) => ({ kind: "section", mode: "rail", number: 0, gauge_mm }) as Line;

test("a layer is called by the gauges that are on it", () => {
  const network = { lines: [rail(1668), rail(1435), rail(1000), rail(1435)] };
  expect(gaugesOn("rail1435", network)).toBe("1000, 1435");
  expect(gaugesOn("rail1520", network)).toBe("1668");
});

test("a layer without lines is called nothing; before the network is there it has the name that it was given", () => {
  expect(gaugesOn("rail1520", { lines: [rail(1435)] })).toBe("");
  expect(gaugesOn("rail1435", null)).toBe("1435");
});

test("along a railway stands its gauge, along other lines the letter of their layer", () => {
  expect(letterOf(rail(1676), layerOf(rail(1676), new Map()))).toBe("1676");
  expect(letterOf({ ...rail(null), mode: "road" }, "road")).toBe("A");
});
