/** Axes that all charts share: time in the clock of the page, numbers in its language. */
import type * as Plot from "@observablehq/plot";
import { type Clock, tick, ticks } from "../clock";
import { language, n } from "../state.svelte";

type Scale = Plot.ScaleOptions;

export function timeAxis(clock: Clock, from: number, until: number, width: number): Scale {
  return {
    type: "linear", domain: [from, until], label: null, ticks: ticks(from, until, Math.max(3, Math.floor(width / 110))),
    tickFormat: (hour: number) => tick(hour, clock, language(), until - from),
  };
}

export const numbers = (label: string, more: Scale = {}): Scale => ({
  label, labelArrow: "none", grid: true, tickFormat: (value: number) => n(value), ...more,
});

/** What every chart has: size, margins, no style element of Plot's own. */
export const frame = (width: number, height: number): Plot.PlotOptions => ({
  width, height, marginTop: 26, marginBottom: 30, marginLeft: 56, marginRight: 16, className: "chart",
  style: { fontSize: "12px" },
});

/** Two results are told apart by line and word, never by colour alone. */
export const ONE = { stroke: "var(--one)", strokeWidth: 2 } as const;
export const TWO = { stroke: "var(--two)", strokeWidth: 2, strokeDasharray: "6 3" } as const;
