/** Which of what there is stands on the screen before a reader chooses. */
import type { Milestone, RunRow } from "./api";

const WITH_UNITS = ["first", "units"];

/** Of runs, the newest first: one of its own that recorded units, else one of its own, else one within a comparison. */
export function preferredRun(runs: readonly RunRow[]): RunRow | null {
  const own = runs.filter((run) => run.within === "");
  const moving = (some: readonly RunRow[]) => some.find((run) => WITH_UNITS.includes(run.record));
  return moving(own) ?? own[0] ?? moving(runs) ?? runs[0] ?? null;
}

/** Of counters, that of trains which has the most marks; else the one with the most. */
export function preferredCounter<T extends Pick<Milestone, "things" | "marks">>(counters: readonly T[]): T | null {
  const trains = counters.filter((one) => one.things === "trains" && one.marks.length > 0);
  return (trains.length ? trains : counters).reduce<T | null>((best, one) => (best && best.marks.length >= one.marks.length ? best : one), null);
}
