/** Pictures of what the maps show, as PNG: the drawing buffer is copied while it is drawn, the overlays laid on top. */
import type { Map as MapLibre } from "maplibre-gl";

interface Shown {
  map: MapLibre;
  overlays: HTMLCanvasElement[];
  paint: () => void;
  letter: string;
}

class Pictures {
  #shown: Shown[] = [];

  add(one: Shown): () => void {
    this.#shown.push(one);
    return () => (this.#shown = this.#shown.filter((each) => each !== one));
  }

  /** All maps of the page side by side; null where there is none. */
  async png(note: string): Promise<Blob | null> {
    if (this.#shown.length === 0) return null;
    const parts = await Promise.all(this.#shown.map((one) => this.#copy(one)));
    const whole = document.createElement("canvas");
    whole.width = parts.reduce((sum, part) => sum + part.width, 0);
    whole.height = Math.max(...parts.map((part) => part.height));
    const context = whole.getContext("2d")!;
    let left = 0;
    for (const part of parts) {
      context.drawImage(part, left, 0);
      left += part.width;
    }
    context.font = `${Math.round(whole.height / 45)}px sans-serif`;
    context.textAlign = "right";
    context.fillStyle = "#52606d";
    context.fillText(note, whole.width - 10, whole.height - 10);
    return new Promise((resolve) => whole.toBlob(resolve, "image/png"));
  }

  #copy(one: Shown): Promise<HTMLCanvasElement> {
    return new Promise((resolve) => {
      one.map.once("render", () => {
        const drawn = one.map.getCanvas();
        const copy = document.createElement("canvas");
        copy.width = drawn.width;
        copy.height = drawn.height;
        const context = copy.getContext("2d")!;
        context.drawImage(drawn, 0, 0);
        one.paint();
        for (const overlay of one.overlays) context.drawImage(overlay, 0, 0, copy.width, copy.height);
        resolve(copy);
      });
      one.map.triggerRepaint();
    });
  }
}

export const pictures = new Pictures();
