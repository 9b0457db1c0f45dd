import { describe, expect, test } from "vitest";
import { type Address, DEFAULT, LAYERS, read, TABS, written } from "../src/lib/address";

const EVERYTHING: Address = {
  run: "run-0001", other: "compare-0001~second-track", crossing: "khorgos-road", line: "xian-duisburg", hour: 36.25, tab: "traingraph",
  language: "kk", theme: "dark", zone: "Asia/Almaty", hours: "d", measure: "mass_t", hidden: ["road", "borders"],
  view: { longitude: 80.2401, latitude: 44.2071, zoom: 7.25 },
};

describe("the address", () => {
  test("holds the whole state of the page", () => {
    expect(read(`#${written(EVERYTHING)}`)).toEqual(EVERYTHING);
  });

  test("leaves out what stands at its default", () => {
    expect(written(DEFAULT)).toBe("");
    expect(read("")).toEqual(DEFAULT);
  });

  test("is the same for the same state, in whatever order layers were hidden", () => {
    expect(written({ ...EVERYTHING, hidden: ["borders", "road"] })).toBe(written(EVERYTHING));
  });

  test("keeps letters that addresses cannot hold", () => {
    const run = "Қорғас & 霍尔果斯=1 #2";
    expect(read(written({ ...DEFAULT, run })).run).toBe(run);
  });

  test.each([
    ["tab=nothing", "tab"], ["t=-5", "hour"], ["t=abc", "hour"], ["lang=de", "language"], ["theme=blue", "theme"], ["zone=Mars/Base", "zone"],
    ["map=5/100/0", "view"], ["map=5/44", "view"], ["map=5/44/80/1", "view"], ["map=//", "view"], ["in=weeks", "hours"], ["by=boxes", "measure"], ["hide=moon", "hidden"],
  ] as const)("passes over what is broken: %s", (hash, field) => {
    expect(read(hash)[field]).toEqual(DEFAULT[field]);
  });

  test("knows every tab and layer once", () => {
    expect(new Set(TABS).size).toBe(TABS.length);
    expect(new Set(LAYERS).size).toBe(LAYERS.length);
  });
});
