/** What changes with time, on a canvas over the still map: moving dots, rings of what waits, closures. */
import type { Palette } from "./layers";
import { type Box, boxOf, meet } from "./names";
import { type Lines, type Movements, positions, type Projection } from "./movements";

export const MOST_DOTS = 30_000;
/** Pixels: the radius of a ring at which one unit waits; the area grows with the number. */
const RING_OF_ONE = 1.1;
const RING_MOST = 70;

export function ringRadius(waiting: number): number {
  return Math.min(RING_MOST, RING_OF_ONE * Math.sqrt(Math.max(0, waiting)));
}

export interface Ring {
  id: string;
  x: number; // world, 0 to 1
  y: number;
  waiting: number;
  label: string;
  closed: boolean;
  chosen: boolean;
}

export interface Scene {
  hour: number;
  movements: Movements | null;
  lines: Lines;
  kinds: Uint8Array; // shape of each traffic class: 0 square (rail), 1 bar (road), 2 point (persons)
  rings: Ring[];
  names: readonly Box[]; // where names and signs stand, which numbers keep clear of
  palette: Palette;
}

const buffer = new Float32Array(MOST_DOTS * 3);

/** Pixels of the dots of one canvas: written by hand, which costs half of as many small rectangles. */
interface Sheet {
  image: ImageData;
  pixels: Uint32Array;
  dirty: Uint32Array; // first pixel of each dot of the last frame
  used: number;
}
const sheets = new WeakMap<CanvasRenderingContext2D, Sheet>();
const SIDE = 4; // pixels of the largest dot, for each pixel of the screen's density

function sheetOf(context: CanvasRenderingContext2D): Sheet {
  const { width, height } = context.canvas;
  let sheet = sheets.get(context);
  if (!sheet || sheet.image.width !== width || sheet.image.height !== height) {
    const image = context.createImageData(Math.max(1, width), Math.max(1, height));
    sheet = { image, pixels: new Uint32Array(image.data.buffer), dirty: new Uint32Array(MOST_DOTS), used: 0 };
    sheets.set(context, sheet);
  }
  return sheet;
}

/** Fills a rectangle of pixels that lies inside the sheet. */
function fill(pixels: Uint32Array, stride: number, at: number, wide: number, high: number, colour: number): void {
  for (let row = 0; row < high; row++) {
    const from = at + row * stride;
    for (let column = 0; column < wide; column++) pixels[from + column] = colour;
  }
}

/** Draws a scene; returns how many dots are in the picture. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, to: Projection, ratio: number): number {
  const sheet = sheetOf(context);
  const { width, height } = sheet.image;
  const whole = Math.max(1, Math.round(ratio));
  for (let i = 0; i < sheet.used; i++) fill(sheet.pixels, width, sheet.dirty[i]!, SIDE * whole, SIDE * whole, 0);
  sheet.used = 0;
  const dots = scene.movements ? positions(scene.movements, scene.lines, scene.hour, to, buffer) : 0;
  const colour = scene.palette.dotPixel;
  for (let i = 0; i < dots; i++) {
    const x = Math.round((buffer[i * 3]! - 2) * ratio);
    const y = Math.round((buffer[i * 3 + 1]! - 2) * ratio);
    if (x < 0 || y < 0 || x > width - SIDE * whole || y > height - SIDE * whole) continue;
    const shape = scene.kinds[scene.movements!.kind[buffer[i * 3 + 2]!]!];
    const at = y * width + x;
    fill(sheet.pixels, width, at, (shape === 0 ? 4 : 2) * whole, (shape === 2 ? 2 : 4) * whole, colour);
    sheet.dirty[sheet.used++] = at;
  }
  context.putImageData(sheet.image, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const ring of scene.rings) drawRing(context, ring, scene.palette, to);
  drawLabels(context, scene, to);
  return dots;
}

function drawRing(context: CanvasRenderingContext2D, ring: Ring, palette: Palette, to: Projection): void {
  const x = ring.x * to.scale + to.offsetX;
  const y = ring.y * to.scale + to.offsetY;
  if (x < -RING_MOST || y < -RING_MOST || x > to.width + RING_MOST || y > to.height + RING_MOST) return;
  const radius = Math.max(3, ringRadius(ring.waiting));
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.ringFill;
  context.fill();
  context.lineWidth = ring.chosen ? 3 : 1.5;
  context.strokeStyle = ring.closed ? palette.closed : palette.ring;
  context.setLineDash(ring.closed ? [3, 3] : []);
  context.stroke();
  context.setLineDash([]);
  if (ring.closed) {
    context.beginPath();
    context.moveTo(x - 6, y - 6);
    context.lineTo(x + 6, y + 6);
    context.moveTo(x + 6, y - 6);
    context.lineTo(x - 6, y + 6);
    context.lineWidth = 3;
    context.stroke();
  }
}

const AROUND = [0, 1, 7, 2, 6, 3, 5, 4].map((eighth) => (eighth * Math.PI) / 4); // right first, then up and down, left last
const FURTHER = [0, 14, 30]; // pixels

/** Numbers just outside of their rings, the largest first, wherever neither a name nor another number stands. */
function drawLabels(context: CanvasRenderingContext2D, { rings, names, palette }: Scene, to: Projection): void {
  context.font = "600 12px 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
  context.textAlign = "center";
  const taken: Box[] = [...names];
  for (const ring of [...rings].sort((one, other) => other.waiting - one.waiting)) {
    if (!ring.label) continue;
    const x = ring.x * to.scale + to.offsetX;
    const y = ring.y * to.scale + to.offsetY;
    if (x < 0 || y < 0 || x > to.width || y > to.height) continue;
    const wide = context.measureText(ring.label).width + 4;
    const radius = Math.max(8, ringRadius(ring.waiting)) + 4;
    const spots = FURTHER.flatMap((further) => AROUND.map((angle): [number, number] => [
      x + Math.cos(angle) * (radius + further + wide / 2), y + 4 - Math.sin(angle) * (radius + further + 7),
    ]));
    const free = spots.find(([at, base]) => {
      const box = boxOf(at, base, wide);
      return box[1] > 0 && !taken.some((one) => meet(one, box));
    });
    if (!free) continue;
    const box = boxOf(...free, wide);
    taken.push(box);
    context.fillStyle = palette.count;
    context.beginPath();
    context.roundRect(box[0] - 1, box[1], box[2] - box[0] + 2, box[3] - box[1], 4);
    context.fill();
    context.fillStyle = palette.onCount;
    context.fillText(ring.label, ...free);
  }
}

/** The ring under a point of the picture, the smallest where several are. */
export function ringAt(rings: readonly Ring[], x: number, y: number, to: Projection): Ring | null {
  const under = rings.filter((ring) => {
    const distance = Math.hypot(ring.x * to.scale + to.offsetX - x, ring.y * to.scale + to.offsetY - y);
    return distance <= Math.max(8, ringRadius(ring.waiting));
  });
  return under.sort((one, other) => one.waiting - other.waiting)[0] ?? null;
}
