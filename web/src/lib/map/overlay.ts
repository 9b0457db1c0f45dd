/** What changes with time, on a canvas over the still map: moving dots, rings of what waits, closures. */
import type { Palette } from "./layers";
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
  palette: Palette;
}

const buffer = new Float32Array(MOST_DOTS * 3);

/** Draws a scene; returns how many dots are in the picture. */
export function draw(context: CanvasRenderingContext2D, scene: Scene, to: Projection, ratio: number): number {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, to.width, to.height);
  for (const ring of scene.rings) drawRing(context, ring, scene.palette, to);
  drawLabels(context, scene.rings, scene.palette, to);
  if (!scene.movements) return 0;
  const dots = positions(scene.movements, scene.lines, scene.hour, to, buffer);
  const { kind } = scene.movements;
  context.fillStyle = scene.palette.dot;
  for (let i = 0; i < dots; i++) {
    const x = buffer[i * 3]!;
    const y = buffer[i * 3 + 1]!;
    const shape = scene.kinds[kind[buffer[i * 3 + 2]!]!];
    if (shape === 0) context.fillRect(x - 2, y - 2, 4, 4);
    else if (shape === 1) context.fillRect(x - 1.5, y - 2.5, 2, 4);
    else context.fillRect(x - 1, y - 1, 2, 2);
  }
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

type Box = [left: number, top: number, right: number, bottom: number];

/** Numbers beside rings, the largest first: above, below, right or left, wherever none stands yet. */
function drawLabels(context: CanvasRenderingContext2D, rings: readonly Ring[], palette: Palette, to: Projection): void {
  context.font = "600 12px 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
  context.textAlign = "center";
  const taken: Box[] = [];
  for (const ring of [...rings].sort((one, other) => other.waiting - one.waiting)) {
    if (!ring.label) continue;
    const x = ring.x * to.scale + to.offsetX;
    const y = ring.y * to.scale + to.offsetY;
    if (x < 0 || y < 0 || x > to.width || y > to.height) continue;
    const half = context.measureText(ring.label).width / 2 + 2;
    const radius = Math.max(3, ringRadius(ring.waiting)) + 5;
    const spots: [number, number][] = [[x, y - radius], [x, y + radius + 10], [x + radius + half, y + 4], [x - radius - half, y + 4]];
    const free = spots.find(([at, base]) => {
      const box: Box = [at - half, base - 11, at + half, base + 2];
      return base > 12 && !taken.some((one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1]);
    });
    if (!free) continue;
    taken.push([free[0] - half, free[1] - 11, free[0] + half, free[1] + 2]);
    context.fillStyle = palette.halo;
    context.fillRect(free[0] - half - 1, free[1] - 11, 2 * half + 2, 14);
    context.fillStyle = palette.ink;
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
