/**
 * Where everything that moves is at an instant, from the table of movements.
 *
 * A line is cut once into equal steps, in Web Mercator where the world is a unit square; a position is one look-up and
 * one interpolation. Rows are kept in order of departure, so those under way are a short stretch found by halving.
 */
export interface Movements {
  line: Uint16Array; // index of the line
  direction: Uint8Array; // 0 from its start to its end, 1 back
  start: Float32Array; // hours since the run's first instant, ascending
  end: Float32Array;
  load: Float32Array;
  kind: Uint8Array; // index of the traffic class
  longest: number; // hours, the longest of all movements
  unitsPerDot: number;
}

export const STEPS = 128;

/** Web Mercator of a longitude and latitude in degrees: x and y from 0 to 1, y southward. */
export function mercator(longitude: number, latitude: number): [number, number] {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [0.5 + longitude / 360, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** Lines cut into STEPS equal steps: x, y for each of STEPS + 1 points, one line behind the other. */
export function resampled(paths: readonly (readonly [number, number][])[]): Float64Array {
  const table = new Float64Array(paths.length * (STEPS + 1) * 2);
  paths.forEach((path, line) => {
    const points = path.map(([longitude, latitude]) => mercator(longitude, latitude));
    if (points.length === 0) return;
    const along = [0];
    for (let i = 1; i < points.length; i++) {
      const [x0, y0] = points[i - 1]!;
      const [x1, y1] = points[i]!;
      along.push(along[i - 1]! + Math.hypot(x1 - x0, y1 - y0));
    }
    const whole = along[along.length - 1]!;
    let piece = 1;
    for (let step = 0; step <= STEPS; step++) {
      const aim = (whole * step) / STEPS;
      while (piece < points.length - 1 && along[piece]! < aim) piece++;
      const [x0, y0] = points[Math.max(0, piece - 1)]!;
      const [x1, y1] = points[Math.min(piece, points.length - 1)]!;
      const before = along[piece - 1] ?? 0;
      const length = (along[piece] ?? 0) - before;
      const share = length > 0 ? Math.min(1, (aim - before) / length) : 0;
      const at = (line * (STEPS + 1) + step) * 2;
      table[at] = x0 + (x1 - x0) * share;
      table[at + 1] = y0 + (y1 - y0) * share;
    }
  });
  return table;
}

/** Movements in order of departure. */
export function ordered(rows: Omit<Movements, "longest">): Movements {
  const order = Uint32Array.from(rows.start.keys()).sort((a, b) => rows.start[a]! - rows.start[b]!);
  const by = <T extends Uint16Array | Uint8Array | Float32Array>(column: T): T => {
    const sorted = column.slice() as T;
    for (let i = 0; i < order.length; i++) sorted[i] = column[order[i]!]!;
    return sorted;
  };
  const start = by(rows.start);
  const end = by(rows.end);
  let longest = 0;
  for (let i = 0; i < start.length; i++) longest = Math.max(longest, end[i]! - start[i]!);
  return {
    line: by(rows.line), direction: by(rows.direction), load: by(rows.load), kind: by(rows.kind),
    start, end, longest, unitsPerDot: rows.unitsPerDot,
  };
}

/** The first row that departs at `hour` or later. */
export function firstFrom(start: Float32Array, hour: number): number {
  let low = 0;
  let high = start.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start[middle]! < hour) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The projection of a map that is neither turned nor tilted: pixel = world × scale + offset. */
export interface Projection {
  scale: number;
  offsetX: number;
  offsetY: number;
  width: number;
  height: number;
}

/** Lines as the moving dots need them. */
export interface Lines {
  table: Float64Array; // of `resampled`
  offset: Float32Array; // pixels to the right of the path on which each line is drawn
  shown: Uint8Array; // 0 where the layer of a line is off
}

/** How far to the right of its line a dot runs, in pixels: the two directions stay apart. */
export const BESIDE = 2.5;

/**
 * Pixels of all that moves at `hour` and is in the picture: x, y and row for each, written into `out`.
 *
 * Returns how many. `out` holds 3 numbers a point; what does not fit is left out.
 */
export function positions(
  rows: Movements, lines: Lines, hour: number, to: Projection, out: Float32Array,
): number {
  const { table, offset, shown } = lines;
  const { line, direction, start, end } = rows;
  const last = firstFrom(start, hour + 1e-6);
  const most = Math.floor(out.length / 3);
  let n = 0;
  for (let row = firstFrom(start, hour - rows.longest); row < last && n < most; row++) {
    const arrives = end[row]!;
    if (arrives <= hour || shown[line[row]!] === 0) continue;
    let share = (hour - start[row]!) / (arrives - start[row]!);
    if (direction[row] === 1) share = 1 - share;
    const along = Math.min(STEPS - 1e-9, Math.max(0, share * STEPS));
    const step = Math.floor(along);
    const at = (line[row]! * (STEPS + 1) + step) * 2;
    const dx = table[at + 2]! - table[at]!;
    const dy = table[at + 3]! - table[at + 1]!;
    const length = Math.hypot(dx, dy) || 1;
    const side = offset[line[row]!]! + (direction[row] === 1 ? -BESIDE : BESIDE);
    const x = (table[at]! + dx * (along - step)) * to.scale + to.offsetX - (dy / length) * side;
    const y = (table[at + 1]! + dy * (along - step)) * to.scale + to.offsetY + (dx / length) * side;
    if (x < 0 || y < 0 || x > to.width || y > to.height) continue;
    out[n * 3] = x;
    out[n * 3 + 1] = y;
    out[n * 3 + 2] = row;
    n++;
  }
  return n;
}
