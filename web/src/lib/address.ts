/**
 * The whole state of the page in the part of the address behind `#`, so that a view can be shared.
 *
 * What stands at its default is left out; what is unknown or broken in an address is passed over.
 */
export const LANGUAGES = ["en", "zh", "ru", "kk"] as const;
export type Language = (typeof LANGUAGES)[number];

export const TABS = [
  "queues", "stages", "traingraph", "corridor", "pipelines", "milestones", "observed",
  "flows", "compare", "investments", "worth", "timeline", "table",
] as const;
export type Tab = (typeof TABS)[number];

export const LAYERS = [
  "rail1435", "rail1520", "road", "sea", "oil", "gas", "places", "projects", "queues", "movements", "borders",
] as const;
export type Layer = (typeof LAYERS)[number];

export const MEASURES = ["units", "teu", "mass_t"] as const;
export type Measure = (typeof MEASURES)[number];

export interface View {
  longitude: number;
  latitude: number;
  zoom: number;
}

export interface Address {
  run: string; // the result that is shown, "" for the newest
  other: string; // the result beside it, "" for none
  crossing: string; // the crossing whose charts are shown, "" for the busiest
  line: string; // the corridor or pipeline that is shown
  hour: number; // hours since the run's first instant
  tab: Tab;
  language: Language | "";
  theme: "light" | "dark" | "";
  zone: string; // time zone of every time on the page, "" for the network's
  hours: "h" | "d"; // unit of durations
  measure: Measure;
  hidden: Layer[];
  view: View | null;
}

export const DEFAULT: Address = {
  run: "", other: "", crossing: "", line: "", hour: 0, tab: "queues", language: "", theme: "", zone: "",
  hours: "h", measure: "units", hidden: [], view: null,
};

const rounded = (value: number, places: number): string => String(Number(value.toFixed(places)));

/** The address of a state, without `#`: only what differs from the default, always in the same order. */
export function written(state: Address): string {
  const parts = new URLSearchParams();
  const say = (key: string, value: string) => value && parts.set(key, value);
  say("run", state.run);
  say("with", state.other);
  say("on", state.crossing);
  say("line", state.line);
  say("t", state.hour === 0 ? "" : rounded(state.hour, 2));
  say("tab", state.tab === DEFAULT.tab ? "" : state.tab);
  say("lang", state.language);
  say("theme", state.theme);
  say("zone", state.zone);
  say("in", state.hours === DEFAULT.hours ? "" : state.hours);
  say("by", state.measure === DEFAULT.measure ? "" : state.measure);
  say("hide", LAYERS.filter((layer) => state.hidden.includes(layer)).join("."));
  const view = state.view;
  say("map", view ? [rounded(view.zoom, 2), rounded(view.latitude, 4), rounded(view.longitude, 4)].join("/") : "");
  return parts.toString().replaceAll("%2F", "/");
}

/** The state that an address tells, with or without `#`. */
export function read(hash: string): Address {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const text = (key: string) => (parts.get(key) ?? "").slice(0, 200);
  const one = <T extends string>(key: string, of: readonly T[], otherwise: T): T =>
    of.find((each) => each === text(key)) ?? otherwise;
  const hour = Number(text("t"));
  return {
    run: text("run"),
    other: text("with"),
    crossing: text("on"),
    line: text("line"),
    hour: Number.isFinite(hour) && hour > 0 ? hour : 0,
    tab: one("tab", TABS, DEFAULT.tab),
    language: one<Language | "">("lang", LANGUAGES, ""),
    theme: one<Address["theme"]>("theme", ["light", "dark"], ""),
    zone: isZone(text("zone")) ? text("zone") : "",
    hours: one("in", ["h", "d"], DEFAULT.hours),
    measure: one("by", MEASURES, DEFAULT.measure),
    hidden: LAYERS.filter((layer) => text("hide").split(".").includes(layer)),
    view: viewOf(text("map")),
  };
}

function viewOf(text: string): View | null {
  const [zoom, latitude, longitude, ...more] = text.split("/").map((part) => (part === "" ? NaN : Number(part)));
  if (zoom === undefined || latitude === undefined || longitude === undefined || more.length > 0) return null;
  const inside = zoom >= 0 && zoom <= 22 && Math.abs(latitude) <= 85 && Math.abs(longitude) <= 180;
  return inside ? { zoom, latitude, longitude } : null;
}

function isZone(text: string): boolean {
  try {
    return text !== "" && Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
  } catch {
    return false;
  }
}
