/** What the open tab shows, for the export menu: the picture of its chart and the figures behind it. */
import type { Sheet } from "./figures";

interface Shown {
  name: string;
  svg: () => SVGSVGElement | null;
  sheet: () => Sheet | null;
}

class Now {
  chart = $state.raw<Shown | null>(null);

  show(one: Shown): () => void {
    this.chart = one;
    return () => {
      if (this.chart === one) this.chart = null;
    };
  }
}

export const now = new Now();

/** Gives the reader a file. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
