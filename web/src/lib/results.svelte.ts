/** The two results on the screen: the one that is looked at, and the one beside it. */
import type { Crossings, LineFlows, Network, Queues, Run, RunRow, Runs, Waiting } from "./api";
import { encoded, get, movements, once } from "./api";
import { type Clock, clock } from "./clock";
import { jobs } from "./jobs.svelte";
import type { Movements } from "./map/movements";
import { preferredRun } from "./preferred";
import { type Loaded, loaded } from "./resource.svelte";
import { chosen } from "./state.svelte";
import { cursor } from "./time.svelte";

const WINDOW_H = 48; // movements come in pieces of so many hours
const MOST_MOVEMENTS = 60_000; // rows of one piece
const MOST_STEPS = 2_000; // of the curve of what waits
const KEPT_WINDOWS = 4;

/** Movements of a run, fetched piece by piece around the cursor. */
class Windows {
  #pieces = new Map<number, Movements | null>(); // null: on its way
  version = $state(0);
  failed = $state(false);

  constructor(readonly run: string) {}

  /** The piece of an hour, null until it has come; asks for it and for the next. */
  at(hour: number): Movements | null {
    const piece = Math.floor(hour / WINDOW_H);
    this.#ask(piece);
    if (cursor.playing && hour / WINDOW_H - piece > 0.5) this.#ask(piece + 1);
    return this.#pieces.get(piece) ?? null;
  }

  #ask(piece: number): void {
    if (this.failed || this.#pieces.has(piece)) return;
    this.#pieces.set(piece, null);
    for (const old of [...this.#pieces.keys()].slice(0, -KEPT_WINDOWS)) this.#pieces.delete(old);
    movements(this.run, piece * WINDOW_H, (piece + 1) * WINDOW_H, MOST_MOVEMENTS).then(
      (rows) => {
        this.#pieces.set(piece, rows);
        this.version++;
      },
      () => (this.failed = true),
    );
  }
}

export class Result {
  readonly run: Loaded<Run>;
  readonly network: Loaded<Network>;
  readonly crossings: Loaded<Crossings>;
  readonly lines: Loaded<LineFlows>;
  readonly queues: Loaded<Queues>;
  readonly waiting: Loaded<Waiting>;
  readonly #windows: () => Windows | null;

  constructor(readonly id: () => string) {
    const path = (rest: string) => `runs/${encoded(id())}${rest}`;
    this.run = loaded(() => (id() ? once<Run>(path("")) : null));
    this.network = loaded(() => (id() ? once<Network>(path("/network")) : null));
    this.crossings = loaded(() => (id() ? once<Crossings>(path("/crossings")) : null));
    this.lines = loaded(() => (id() ? once<LineFlows>(path("/lines")) : null));
    this.queues = loaded(() => (id() ? once<Queues>(path("/queues"), { limit: 500 }) : null));
    this.waiting = loaded(() => {
      const run = this.run.value;
      if (!run || run.run.id !== id()) return null;
      return once<Waiting>(path("/waiting"), { step_h: Math.max(1, Math.ceil(run.hours / MOST_STEPS)) });
    });
    const windows = $derived(id() ? new Windows(id()) : null);
    this.#windows = () => windows;
  }

  /** Pieces of movements, null where there is no run. */
  get windows(): Windows | null {
    return this.#windows();
  }
}

/** Units that wait at a crossing at an hour, read from its curve; 0 where it tells nothing. */
export function waitingAt(waiting: Waiting, crossing: number, hour: number): number {
  const values = waiting.crossings[crossing]?.waiting;
  if (!values || values.length === 0) return 0;
  const step = Math.floor(hour / waiting.step_h - (waiting.hours[0] ?? 0) / waiting.step_h);
  return values[Math.min(values.length - 1, Math.max(0, step))] ?? 0;
}

class Results {
  readonly base: Loaded<Network>;
  readonly list: Loaded<Runs>;
  readonly first: Result;
  readonly second: Result;

  constructor() {
    this.base = loaded(() => once<Network>("network"));
    this.list = loaded(() => (jobs.finished, get<Runs>("runs", { limit: 200 })));
    this.first = new Result(() => this.firstId);
    this.second = new Result(() => this.secondId);
    $effect(() => {
      const hours = this.first.run.value?.hours;
      if (hours === undefined) return;
      cursor.end = hours;
      cursor.to(cursor.hour);
    });
  }

  get readable(): RunRow[] {
    return this.list.value?.runs.filter((run) => run.readable) ?? [];
  }

  /** The chosen run, else the one to begin with. */
  get firstId(): string {
    return chosen.run || (preferredRun(this.readable)?.id ?? "");
  }

  get secondId(): string {
    return chosen.other === this.firstId ? "" : chosen.other;
  }

  /** The network on the map: as the run knew it, else as it is declared. */
  get network(): Network | null {
    return this.first.network.value ?? this.base.value;
  }

  get clock(): Clock | null {
    const run = this.first.run.value;
    const zone = this.network?.zone ?? "UTC";
    const start = run?.run.start ?? this.network?.start;
    return start ? clock(start, zone, chosen.zone) : null;
  }

  /** The crossing whose charts are shown: the chosen one, else the one where most hours are waited. */
  get crossing(): string {
    if (chosen.crossing && this.network?.crossings.some((each) => each.id === chosen.crossing)) return chosen.crossing;
    const binding = this.first.crossings.value?.binding ?? [];
    const worst = [...binding].sort((one, other) => (other.queued_h.mean ?? 0) - (one.queued_h.mean ?? 0))[0];
    const known = worst && this.network?.crossings.some((each) => each.id === worst.crossing);
    return known ? worst.crossing : (this.network?.crossings[0]?.id ?? "");
  }
}

let made: Results | undefined;

/** Made once, where the page begins. */
export function makeResults(): Results {
  made ??= new Results();
  return made;
}

export const results = (): Results => made!;
