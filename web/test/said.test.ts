import { beforeEach, describe, expect, test } from "vitest";
import type { Network, Scenario } from "../src/lib/api";
import { LANGUAGES } from "../src/lib/address";
import { columnText } from "../src/lib/panels/columns";
import { said, scenarioText, shortened } from "../src/lib/said";
import { chosen } from "../src/lib/state.svelte";

const texts = (text: string) => ({ en: text, zh: text, ru: text, kk: text });
const network = {
  crossings: [{ id: "khorgos-road", name: texts("Khorgos – Nur Zholy road") }], classes: [{ id: "bus", name: texts("Coach") }], places: [],
} as unknown as Network;

beforeEach(() => {
  chosen.language = "en";
});

describe("columns of a study", () => {
  test("are named with their unit, ends of intervals as such", () => {
    expect(columnText("full_musd", "1")).toBe("Full effect, m USD");
    expect(columnText("full_musd_low", "1")).toBe("Full effect, low, m USD");
    expect(columnText("cost_pct", "1")).toBe("Change of trade cost, %");
    expect(columnText("buffer_change_h_high", "1")).toBe("Change of buffer, high, h");
    expect(columnText("tonnes", "t")).toBe("Tonnes, t");
    expect(columnText("low", "1")).toBe("Low");
    expect(columnText("low_value", "")).toBe("Low value");
  });

  test("that nobody named are told as they are, with spaces", () => {
    expect(columnText("load_hours", "h")).toBe("load hours, h");
    expect(columnText("a_low", "1")).toBe("a low");
  });

  test("of the tables of worth have a name in every language", () => {
    const names = ["crossing", "direction", "unit_class", "base_h", "change_d_low", "cargo", "value_musd", "share_pct", "by_tonnes_musd", "partial_pct", "income_musd", "change_persons", "touches", "low_pm", "exporter", "musd", "assumed"];
    for (const language of LANGUAGES) {
      chosen.language = language;
      for (const name of names) expect(columnText(name, "1")).not.toBe(name.replaceAll("_", " "));
    }
  });
});

describe("what a row is of", () => {
  test("is named by the network first, then by the catalogue", () => {
    expect(said("khorgos-road", network)).toBe("Khorgos – Nur Zholy road");
    expect(said("bus", network)).toBe("Coach");
    expect(said("west", network)).toBe("westbound");
    expect(said("ROW", network)).toBe("rest of the world");
    expect(said("Horgos railway port (霍尔果斯铁路口岸)", null)).toBe("Horgos railway port");
  });

  test("is put together of names where it is of several", () => {
    expect(said("KZ-west-road", network)).toBe("Kazakhstan, westbound, by road");
    expect(said("rail, sea", network)).toBe("by rail, by sea");
    expect(said("share of trade with KG, west by rail", network)).toBe("share of trade with Kyrgyzstan, westbound by rail");
    expect(said("value of a tonne: Containers to China", network)).toBe("value of a tonne: Containers to China");
  });

  test("stays as it is where nobody named it", () => {
    expect(said("", network)).toBe("");
    expect(said("a note, with a comma", network)).toBe("a note, with a comma");
    expect(said("L-hm, L-sw", network)).toBe("L-hm, L-sw");
  });
});

test("scenarios are named one by one, also where several are joined", () => {
  const known = [{ id: "late", name: texts("Late opening") }] as Scenario[];
  expect(scenarioText("base", known)).toBe("As it is");
  expect(scenarioText("base, late+other", known)).toBe("As it is, Late opening + other");
  expect(scenarioText("", known)).toBe("");
});

test("of a long row the head is shortened and the tail kept", () => {
  expect(shortened("Alashankou", " · bus", 40)).toBe("Alashankou · bus");
  expect(shortened("Alashankou – Dostyk rail", " · bus, westbound", 30)).toBe("Alashankou –… · bus, westbound");
});
