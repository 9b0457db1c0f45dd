/** What the server tells, in the types of its own description (openapi.json). */
import type { components } from "./openapi";
import { type Movements, ordered } from "./map/movements";

type Shapes = components["schemas"];
export type Interval = Shapes["Interval"];
export type Band = Shapes["Band"];
export type Texts = Shapes["Texts"];
export type Network = Shapes["NetworkTold"];
export type Line = Shapes["Line"];
export type Place = Shapes["Place"];
export type Crossing = Shapes["Crossing"];
export type Facility = Shapes["Facility"];
export type Source = Shapes["Source"];
export type TimelineEvent = Shapes["Event"];
export type Runs = Shapes["Runs"];
export type RunRow = Shapes["Row"];
export type Run = Shapes["RunTold"];
export type Headline = Shapes["Headline"];
export type Crossings = Shapes["Crossings"];
export type CrossingRow = Shapes["CrossingRow"];
export type LineFlows = Shapes["LineFlows"];
export type About = Shapes["About"];
export type Scenario = Shapes["ScenarioTold"];
export type Queues = Shapes["Queues"];
export type Stages = Shapes["Stages"];
export type Stage = Shapes["Stage"];
export type Waiting = Shapes["Waiting"];
export type TrainGraph = Shapes["TrainGraph"];
export type Corridors = Shapes["Corridors"];
export type CorridorTold = Shapes["CorridorTold"];
export type Observed = Shapes["ObservedTold"];
export type Milestones = Shapes["Milestones"];
export type Forecast = Shapes["Forecast"];
export type Milestone = Shapes["Milestone"];
export type Pipelines = Shapes["Pipelines"];
export type PipelineTold = Shapes["PipelineTold"];
export type StudyList = Shapes["StudyList"];
export type Comparison = Shapes["Comparison"];
export type Difference = Shapes["Difference"];
export type Investment = Shapes["InvestmentTold"];
export type StudyTables = Shapes["StudyTables"];
export type Table = Shapes["Table"];
export type Fault = Shapes["Fault"];
export type Problem = Shapes["Problem"];

/** What the server said was wrong, or that it did not answer (`status` 0). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail || problem.title);
    this.name = "Refused";
  }
}

type Query = Record<string, string | number | undefined>;

/** The address of something that the server tells, relative to the page: it may live behind a prefix. */
export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parts.set(key, String(value));
  }
  const asked = parts.toString();
  return `./api/${path}${asked ? `?${asked}` : ""}`;
}

const problemOf = (body: unknown, status: number): Problem => {
  const told = (body as { error?: Partial<Problem> } | null)?.error;
  return { title: told?.title ?? `HTTP ${status}`, detail: told?.detail ?? "", faults: told?.faults ?? [] };
};

async function asked(path: string, init?: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (problem) {
    if (init?.signal?.aborted) throw problem;
    throw new Refused(0, { title: "", detail: "", faults: [] });
  }
  if (answer.ok) return answer;
  const body: unknown = await answer.json().catch(() => null);
  throw new Refused(answer.status, problemOf(body, answer.status));
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const answer = await asked(address(path, query), { signal: signal ?? null, headers: { Accept: "application/json" } });
  return (await answer.json()) as T;
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await asked(address(path), {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return (await answer.json()) as T;
}

const kept = new Map<string, Promise<unknown>>();

/** The same as `get`, asked once: for what never changes under its address, as a finished run. */
export function once<T>(path: string, query: Query = {}): Promise<T> {
  const key = address(path, query);
  let promise = kept.get(key) as Promise<T> | undefined;
  if (!promise) {
    promise = get<T>(path, query);
    kept.set(key, promise);
    promise.catch(() => kept.delete(key));
  }
  return promise;
}

export function forget(): void {
  kept.clear();
}

export const encoded = (id: string): string => encodeURIComponent(id);

/** What moves between two hours of a run. */
export async function movements(run: string, from: number, until: number, most: number): Promise<Movements> {
  const [answer, arrow] = await Promise.all([
    asked(address(`runs/${encoded(run)}/movements`, { from_h: from, to_h: until, limit: most })),
    import("apache-arrow"),
  ]);
  const sample = /=\s*([\d.]+)/.exec(answer.headers.get("X-Sample") ?? "");
  const table = arrow.tableFromIPC(new Uint8Array(await answer.arrayBuffer()));
  const column = <T>(name: string): T => (table.getChild(name)?.toArray() ?? []) as T;
  return ordered({
    line: column<Uint16Array>("line"), direction: column<Uint8Array>("dir"), start: column<Float32Array>("t0"),
    end: column<Float32Array>("t1"), load: column<Float32Array>("load"), kind: column<Uint8Array>("class"),
    unitsPerDot: sample ? Number(sample[1]) : 1,
  });
}
