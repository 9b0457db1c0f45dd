/**
 * How long a frame of moving dots takes: `?dots=20000&frames=300`. All of them are under way in every frame.
 *
 * `bench/measure.py` opens it and reads `window.told`.
 */
import { LIGHT } from "../src/lib/map/layers";
import { ordered, resampled, type Projection } from "../src/lib/map/movements";
import { draw, type Scene } from "../src/lib/map/overlay";

const asked = new URLSearchParams(location.search);
const DOTS = Number(asked.get("dots") ?? 20_000);
const FRAMES = Number(asked.get("frames") ?? 300);
const [WIDTH, HEIGHT, LINES] = [1280, 800, 40];

const paths = Array.from({ length: LINES }, (_, line) =>
  Array.from({ length: 30 }, (_, at): [number, number] => [60 + at, 30 + (line * 25) / LINES + Math.sin(at / 3 + line)]));
const hours = Float32Array.from({ length: DOTS }, (_, at) => -100 * ((at * 0.618034) % 1));
const movements = ordered({
  line: Uint16Array.from({ length: DOTS }, (_, at) => at % LINES), direction: Uint8Array.from({ length: DOTS }, (_, at) => (at >> 3) & 1),
  start: hours, end: hours.map((hour) => hour + 1000), load: new Float32Array(DOTS), kind: Uint8Array.from({ length: DOTS }, (_, at) => at % 3),
  unitsPerDot: 1,
});
const canvas = document.getElementById("canvas") as HTMLCanvasElement;
[canvas.width, canvas.height] = [WIDTH, HEIGHT];
const context = canvas.getContext("2d")!;
const scale = 512 * 2 ** 3.88;
const to: Projection = { scale, width: WIDTH, height: HEIGHT, offsetX: -scale * 0.66, offsetY: -scale * 0.3095 };
const scene: Scene = {
  hour: 0, movements, kinds: Uint8Array.from([0, 1, 2]), rings: [], names: [], palette: LIGHT,
  lines: { table: resampled(paths), offset: new Float32Array(LINES), shown: new Uint8Array(LINES).fill(1) },
};

let [frames, scripted, first, drawn] = [0, 0, 0, 0];
requestAnimationFrame(function frame(now) {
  first ||= now;
  const before = performance.now();
  scene.hour = frames * 0.4;
  drawn += draw(context, scene, to, 1);
  scripted += performance.now() - before;
  if (++frames < FRAMES) requestAnimationFrame(frame);
  else Object.assign(window, { told: { frames, dots: drawn / frames, script_ms: scripted / frames, per_second: (1000 * (frames - 1)) / (now - first) } });
});
