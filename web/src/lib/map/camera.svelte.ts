/** Where the maps look: one camera for all of them, kept in the address. */
import { chosen } from "../state.svelte";

/** How the browser draws WebGL: not at all, with the processor alone, or with a graphics card. Asked once. */
export const webGl: "none" | "software" | "card" = (() => {
  try {
    const gl = document.createElement("canvas").getContext("webgl2");
    if (!gl) return "none";
    const told = gl.getExtension("WEBGL_debug_renderer_info");
    const name = told ? String(gl.getParameter(told.UNMASKED_RENDERER_WEBGL)) : "";
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    return /swiftshader|llvmpipe|software|basic render/i.test(name) ? "software" : "card";
  } catch {
    return "none";
  }
})();

class Camera {
  readonly chosen = chosen.view !== null; // by the address: then the page does not look for a first view
  longitude = $state(chosen.view?.longitude ?? 81.7);
  latitude = $state(chosen.view?.latitude ?? 45.3);
  zoom = $state(chosen.view?.zoom ?? 6);
  by = $state.raw<unknown>(null); // the map that moved it, null where the page did
  ready = $state(false);

  move(longitude: number, latitude: number, zoom: number, by: unknown = null): void {
    [this.longitude, this.latitude, this.zoom, this.by] = [longitude, latitude, zoom, by];
    chosen.view = { longitude, latitude, zoom };
  }

  /** Shows a box of longitudes and latitudes in a map of so many pixels. */
  fit(west: number, south: number, east: number, north: number, width: number, height: number): void {
    const y = (latitude: number) => Math.asinh(Math.tan((latitude * Math.PI) / 180)) / (2 * Math.PI);
    const across = Math.max(1e-4, (east - west) / 360);
    const up = Math.max(1e-4, y(north) - y(south));
    const zoom = Math.log2(Math.min(width / across, height / up) / 512) - 0.25;
    const middle = (Math.atan(Math.sinh((y(north) + y(south)) * Math.PI)) * 180) / Math.PI;
    this.move((west + east) / 2, middle, Math.min(11, Math.max(1.5, zoom)));
  }
}

export const camera = new Camera();
