import { describe, expect, test } from "vitest";
import { body, changeable, valueOf, twoWeeks } from "../src/lib/side/edits";
import { csv, interval } from "../src/lib/figures";
import { gathered, links, sankeyOf } from "../src/lib/panels/sankey";
import { figuresOf, sheetOf } from "../src/lib/panels/tables";
import { ringAt, ringRadius } from "../src/lib/map/overlay";
import { chosen } from "../src/lib/state.svelte";
import { perDay, widths } from "../src/lib/map/flow";
import { part } from "../basemap/plugin";
import * as sankey from "d3-sankey";

const NAME = { en: "Cranes", zh: "", ru: "", kk: "" };

describe("the body of a job", () => {
  const wish = { kind: "run", scenario: "base", edits: [], from: "2023-03-01", until: "", replicas: 3, seed: 1, budget: "2 bn USD", year: 2023 };

  test("says only what its kind has a use for", () => {
    expect(body(wish)).toEqual({ kind: "run", scenario: "base", from: "2023-03-01", replicas: 3, seed: 1 });
    expect(body({ ...wish, kind: "invest" })).toEqual({ kind: "invest", budget: "2 bn USD" });
    expect(body({ ...wish, kind: "flows" })).toEqual({ kind: "flows", scenario: "base", year: 2023 });
    expect(body({ ...wish, kind: "worth" })).toEqual({ kind: "worth", scenario: "base" });
    expect(body({ ...wish, kind: "brief", run: "one", other: "", language: "kk" })).toEqual({ kind: "brief", run: "one", language: "kk" });
  });

  test("compares with the base first, or edits of one scenario with itself", () => {
    expect(body({ ...wish, kind: "compare", scenario: "second-track", against: "base" })["scenarios"]).toEqual(["base", "second-track"]);
    const edits = [{ path: "a.count", verb: "set" as const, value: "4", from: "", until: "" }];
    const told = body({ ...wish, kind: "compare", against: "base", edits });
    expect([told["scenarios"], told["scenario"], told["edits"]]).toEqual([undefined, "base", [{ path: "a.count", verb: "set", value: 4 }]]);
  });

  test("keeps a value with its unit as text", () => {
    expect([valueOf("4"), valueOf(" 1,5 "), valueOf("18 h"), valueOf("")]).toEqual([4, 1.5, "18 h", ""]);
  });

  test("offers counts of resources and gates, not hours", () => {
    const crossing = {
      id: "dostyk", resources: [{ id: "cranes", name: NAME, count: 3 }], gates: [{ id: "open", kind: "hours", name: NAME, count: null }, { id: "paths", kind: "paths", name: NAME, count: 14 }],
    } as never;
    expect(changeable(crossing).map((one) => [one.path, one.count])).toEqual([["crossings.dostyk.resources.cranes.count", 3], ["crossings.dostyk.gates.paths.count", 14]]);
  });
});

describe("figures", () => {
  test("stand with their interval where there is one", () => {
    const write = (value: number | null) => String(value);
    expect(interval({ mean: 5, low: 4, high: 6 }, write)).toBe("5 (4 – 6)");
    expect(interval({ mean: 5, low: null, high: null }, write)).toBe("5");
    expect(interval({ mean: null, low: null, high: null }, write)).toBe("–");
  });

  test("are saved so that sheets read them and run nothing", () => {
    const text = csv({ columns: ["a", 'b"'], rows: [["x, y", 1.5], ["=1+1", null], ["two\nlines", -2]] });
    expect(text).toBe('\uFEFFa,"b"""\r\n"x, y",1.5\r\n\'=1+1,\r\n"two\nlines",-2\r\n');
  });

  test("of a study carry their units", () => {
    const table = { columns: [{ name: "hours", unit: "h", meaning: "" }, { name: "n", unit: "1", meaning: "" }], rows: [[1.5, true]], total: 1, offset: 0, limit: 1 } as never;
    chosen.language = "en";
    expect(sheetOf(table, null)).toEqual({ columns: ["Hours, h", "n"], rows: [[1.5, "✓"]] });
  });
});

test("figures of a table are its columns that have an interval beside them", () => {
  const columns = ["partner", "trade_low", "trade", "trade_high", "share_low", "share"].map((name) => ({ name, unit: "", meaning: "" }));
  expect(figuresOf({ columns, rows: [], total: 0, offset: 0, limit: 1 }).map((one) => one.name)).toEqual(["trade"]);
});

describe("flows", () => {
  const ways = [
    { from: "xian", by: "dostyk", to: "duisburg", loads: 3 }, { from: "xian", by: "dostyk", to: "duisburg", loads: 4 },
    { from: "yiwu", by: "horgos", to: "moscow", loads: 5 }, { from: "yiwu", by: "horgos", to: "minsk", loads: 0 },
  ];

  test("add up by origin, crossing and destination, the largest first", () => {
    expect(links(ways, "loads").map((way) => way.value)).toEqual([7, 5]);
  });

  test("keep their sum when small ends are gathered", () => {
    const many = ["a", "b", "c", "d"].map((from, at) => ({ from, by: "x", to: "y", value: at + 1 }));
    const told = gathered(many, "from", 2, "…");
    expect(told.map((way) => way.from)).toEqual(["…", "…", "c", "d"]);
    expect(told.reduce((sum, way) => sum + way.value, 0)).toBe(10);
    expect(gathered(many, "from", 3, "…").map((way) => way.from)).toEqual(["a", "b", "c", "d"]); // one alone is told by name
  });

  test("go into and out of every crossing alike", () => {
    const graph = sankeyOf(sankey, links(ways, "loads"), 600, 300);
    const crossing = graph.nodes.find((node) => node.id === "by|dostyk")!;
    expect(crossing.value).toBe(7);
    expect([crossing.sourceLinks, crossing.targetLinks].map((side) => side!.reduce((sum, link) => sum + link.value, 0))).toEqual([7, 7]);
  });

  test("make a line as wide as the root of its share", () => {
    const network = { lines: [{ id: "a", number: 0 }, { id: "b", number: 1 }, { id: "c", number: 2 }], crossings: [] } as never;
    const width = widths(network, null, null, new Map([["a", 400], ["b", 100]]));
    expect([width.get(0)! / width.get(1)!, width.has(2)]).toEqual([2, false]);
  });

  test("over a link are added up in both directions, a day", () => {
    const flow = (line: number, dir: number, mean: number) => ({ line, dir, id: "", units: { mean, low: null, high: null }, loads: { mean, low: null, high: null } });
    expect(perDay({ flows: [flow(3, 0, 60), flow(3, 1, 30), flow(4, 0, 10)] }, 10)).toEqual(new Map([[3, 9], [4, 1]]));
  });
});

describe("rings", () => {
  const to = { scale: 100, offsetX: 0, offsetY: 0, width: 100, height: 100 };
  const ring = (id: string, waiting: number) => ({ id, x: 0.5, y: 0.5, waiting, label: "", closed: false, chosen: false });

  test("have an area that grows with what waits", () => {
    expect(ringRadius(400) / ringRadius(100)).toBe(2);
    expect(ringRadius(1e9)).toBe(ringRadius(1e8)); // never larger than the map can bear
  });

  test("the smaller of two is the one that is pointed at", () => {
    const rings = [ring("large", 900), ring("small", 100)];
    expect(ringAt(rings, 52, 50, to)?.id).toBe("small");
    expect(ringAt(rings, 75, 50, to)?.id).toBe("large");
    expect(ringAt(rings, 99, 99, to)).toBeNull();
  });
});

test("a part of a topology keeps its shapes and drops the arcs that it does not use", () => {
  const whole = {
    type: "Topology", arcs: [[[0, 0], [1, 0]], [[9, 9], [1, 1]], [[1, 0], [0, 1]]],
    objects: { land: { type: "Polygon", arcs: [[2, ~0]] }, other: { type: "LineString", arcs: [1] } },
  } as never;
  const cut = part(whole, { coast: "land" });
  expect(cut.arcs).toEqual([[[1, 0], [0, 1]], [[0, 0], [1, 0]]]);
  expect(cut.objects["coast"]).toEqual({ type: "Polygon", arcs: [[0, ~1]] });
});

test("two weeks are fourteen days with their first and last, over the end of a month too", () => {
  expect(twoWeeks("2023-01-01")).toEqual(["2023-01-01", "2023-01-14"]);
  expect(twoWeeks("2024-02-20")).toEqual(["2024-02-20", "2024-03-04"]);
});
