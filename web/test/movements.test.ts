import { describe, expect, test } from "vitest";
import { BESIDE, firstFrom, type Lines, mercator, ordered, positions, type Projection, resampled, STEPS } from "../src/lib/map/movements";

// One pixel is a thousandth of a degree along the equator, 0° N, 0° E is at its left edge, a hundred down.
const TO: Projection = { scale: 360_000, offsetX: -180_000, offsetY: -179_900, width: 2000, height: 2000 };
const rows = (of: [line: number, direction: number, start: number, end: number][]) =>
  ordered({
    line: Uint16Array.from(of, (row) => row[0]), direction: Uint8Array.from(of, (row) => row[1]), start: Float32Array.from(of, (row) => row[2]),
    end: Float32Array.from(of, (row) => row[3]), load: Float32Array.from(of, () => 1), kind: Uint8Array.from(of, () => 0), unitsPerDot: 1,
  });
const east: [number, number][] = [[0, 0], [1, 0]]; // along the equator: a thousand pixels
const bent: [number, number][] = [[0, 0], [0.3, 0], [1, 0]]; // the same way with a place on it
const linesOf = (paths: [number, number][][], shown = paths.map(() => 1)): Lines => ({
  table: resampled(paths), offset: new Float32Array(paths.length), shown: Uint8Array.from(shown),
});
const at = (movements: ReturnType<typeof rows>, lines: Lines, hour: number) => {
  const out = new Float32Array(30);
  const count = positions(movements, lines, hour, TO, out);
  return Array.from({ length: count }, (_, i) => [out[i * 3]!, out[i * 3 + 1]!] as const);
};

describe("Web Mercator", () => {
  test("puts the equator and Greenwich in the middle and is symmetric", () => {
    expect(mercator(0, 0)).toEqual([0.5, 0.5]);
    expect(mercator(180, 0)[0]).toBe(1);
    expect(mercator(0, 60)[1] + mercator(0, -60)[1]).toBeCloseTo(1, 12);
    expect(mercator(0, 85.0511287798066)[1]).toBeCloseTo(0, 9); // the edge of the square
  });
});

describe("a moving unit", () => {
  test("is half way at half of its time, on the right of its line", () => {
    const [point] = at(rows([[0, 0, 10, 20]]), linesOf([east]), 15);

    expect(point![0]).toBeCloseTo(500, 2);
    expect(point![1]).toBeCloseTo(100 + BESIDE, 4); // southward is down: the right hand of one who goes east
  });

  test("comes back on the other side", () => {
    const [point] = at(rows([[0, 1, 10, 20]]), linesOf([east]), 12.5);

    expect(point![0]).toBeCloseTo(750, 2);
    expect(point![1]).toBeCloseTo(100 - BESIDE, 4);
  });

  test("runs at one speed past the places on its way", () => {
    const lines = linesOf([east, bent]);
    const straight = at(rows([[0, 0, 0, 8]]), lines, 3)[0]!;
    const past = at(rows([[1, 0, 0, 8]]), lines, 3)[0]!;

    expect(Math.abs(straight[0] - past[0])).toBeLessThan(1000 / STEPS);
  });

  test("is there from its start and gone at its end", () => {
    const movements = rows([[0, 0, 10, 20]]);
    const lines = linesOf([east]);

    expect([9.9, 10, 19.9, 20, 30].map((hour) => at(movements, lines, hour).length)).toEqual([0, 1, 1, 0, 0]);
  });

  test("is not drawn while its layer is off", () => {
    expect(at(rows([[0, 0, 0, 8], [1, 0, 0, 8]]), linesOf([east, bent], [0, 1]), 4)).toHaveLength(1);
  });

  test("is found however late it left, the table sorted or not", () => {
    const movements = rows([[0, 0, 90, 95], [0, 0, 0, 100], [0, 0, 50, 51]]);

    expect(movements.longest).toBe(100);
    expect(at(movements, linesOf([east]), 92)).toHaveLength(2);
  });

  test("more of them than there is room for are left out", () => {
    const many = rows(Array.from({ length: 50 }, () => [0, 0, 0, 8]));
    expect(positions(many, linesOf([east]), 4, TO, new Float32Array(30))).toBe(10);
  });
});

test("halving finds the first row from an hour on", () => {
  const start = Float32Array.from([1, 2, 2, 5]);
  expect([0, 1, 2, 3, 5, 6].map((hour) => firstFrom(start, hour))).toEqual([0, 0, 1, 3, 3, 4]);
});

test("a line without length stays where it is", () => {
  expect([...resampled([[[80, 44], [80, 44]]])].every(Number.isFinite)).toBe(true);
});
