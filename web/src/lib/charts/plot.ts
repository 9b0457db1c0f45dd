/** What the charts use of Plot, so that the rest is left out of the build. */
export { areaY, barX, dot, line, lineY, plot, ruleX, ruleY, text } from "@observablehq/plot";
