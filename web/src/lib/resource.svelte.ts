/** What is asked from the server for the screen: its answer, what went wrong, whether it is still coming. */
import { Refused } from "./api";

export interface Loaded<T> {
  readonly value: T | null;
  readonly problem: Refused | null;
  readonly busy: boolean;
}

const asRefused = (problem: unknown): Refused =>
  problem instanceof Refused
    ? problem
    : new Refused(0, { title: "", detail: problem instanceof Error ? problem.message : String(problem), faults: [] });

/**
 * Asks again whenever what `ask` reads has changed; null means that there is nothing to ask. The last answer stays
 * until the next one has come. Call it where a component begins.
 */
export function loaded<T>(ask: () => Promise<T> | null): Loaded<T> {
  let value = $state.raw<T | null>(null);
  let problem = $state.raw<Refused | null>(null);
  let busy = $state(false);
  let round = 0;
  $effect(() => {
    const mine = ++round;
    const promise = ask();
    if (!promise) {
      value = null;
      problem = null;
      busy = false;
      return;
    }
    busy = true;
    promise.then(
      (told) => {
        if (mine !== round) return;
        value = told;
        problem = null;
        busy = false;
      },
      (wrong: unknown) => {
        if (mine !== round) return;
        value = null;
        problem = asRefused(wrong);
        busy = false;
      },
    );
  });
  return {
    get value() { return value; },
    get problem() { return problem; },
    get busy() { return busy; },
  };
}
