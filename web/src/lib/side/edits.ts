/** Changes made by form, and the body of a job that holds them. */
import type { Crossing } from "../api";

export type Verb = "set" | "scale" | "close";

export interface Edit {
  path: string;
  verb: Verb;
  value: string;
  from: string;
  until: string;
}

export interface Wish {
  kind: string;
  scenario: string;
  edits: readonly Edit[];
  against?: string;
  from?: string;
  until?: string;
  replicas?: number;
  seed?: number;
  budget?: string;
  year?: number;
  run?: string;
  other?: string;
  language?: string;
}

/** What of a crossing can be changed: its counts of officers, lanes, cranes, wagons, and its quotas and paths. */
export function changeable(crossing: Crossing): { path: string; name: Crossing["name"]; count: number | null }[] {
  const at = `crossings.${crossing.id}`;
  return [
    ...crossing.resources.map((one) => ({ path: `${at}.resources.${one.id}.count`, name: one.name, count: one.count as number | null })),
    ...crossing.gates
      .filter((one) => one.kind !== "hours")
      .map((one) => ({ path: `${at}.gates.${one.id}.count`, name: one.name, count: one.count })),
  ];
}

/** A value as the server takes it: a number where it is one, else a text with its unit. */
export function valueOf(text: string): number | string {
  const plain = text.trim().replace(",", ".");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : text.trim();
}

/** The body of `POST /api/jobs`: only what its kind has a use for. */
export function body(wish: Wish): Record<string, unknown> {
  const told: Record<string, unknown> = { kind: wish.kind };
  if (wish.kind === "brief") {
    told["run"] = wish.run;
    if (wish.other) told["compare"] = wish.other;
    told["language"] = wish.language;
    return told;
  }
  if (wish.kind === "invest") {
    if (wish.budget) told["budget"] = wish.budget;
    return told;
  }
  const edits = wish.edits.map(({ path, verb, value, from, until }) => ({
    path, verb, ...(value.trim() ? { value: valueOf(value) } : {}), ...(from ? { from } : {}), ...(until ? { to: until } : {}),
  }));
  if (edits.length) told["edits"] = edits;
  if (wish.kind === "compare" && (wish.against ?? "base") !== wish.scenario) told["scenarios"] = [wish.against ?? "base", wish.scenario];
  else told["scenario"] = wish.scenario;
  if (wish.kind === "flows" && wish.year) told["year"] = wish.year;
  if (wish.kind === "run" || wish.kind === "compare") {
    if (wish.from) told["from"] = wish.from;
    if (wish.until) told["to"] = wish.until;
    if (wish.replicas) told["replicas"] = wish.replicas;
    if (wish.seed !== undefined) told["seed"] = wish.seed;
  }
  return told;
}

const [FIRST_DAYS, DAY_MS] = [14, 86_400_000];

/** First and last day of the two weeks that begin with a day, as dates: enough to look at, and soon run. */
export function twoWeeks(start: string): [from: string, until: string] {
  const last = new Date(Date.parse(`${start.slice(0, 10)}T00:00:00Z`) + (FIRST_DAYS - 1) * DAY_MS);
  return [start.slice(0, 10), last.toISOString().slice(0, 10)];
}
