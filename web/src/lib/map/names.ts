/** Names of places, laid out once for a zoom so that none lies over another, on a canvas above everything else. */
import type { Language } from "../address";
import type { Network } from "../api";
import { told } from "../words";
import type { Palette } from "./layers";
import { mercator, type Projection } from "./movements";
import { placeRank, SEEN_NEAR } from "./style";

const FONT = "12px 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
const HALF_SIGN = 6; // pixels from the middle of a sign to its edge
const [ABOVE, BELOW, GAP] = [12, 4, 2]; // pixels of a line of text over and under its base, and beside a sign

export type Box = [left: number, top: number, right: number, bottom: number];

export const meet = (one: Box, other: Box): boolean =>
  one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];

/** A text of so many pixels whose middle and base line are given. */
export const boxOf = (x: number, base: number, wide: number): Box => [x - wide / 2 - 1, base - ABOVE, x + wide / 2 + 1, base + BELOW];

export interface Named {
  name: string;
  x: number; // world, 0 to 1
  y: number;
  rank: number;
}

export interface Placed {
  name: string;
  x: number; // pixels of the whole world at the zoom: the middle of the text
  y: number; // its base line
  box: Box;
}

const WITHIN = ["cooperation centre", "dry port"]; // beside a post, which is named first

/** What bears a name: points that lines only pass between towns bear none. */
export function namedPlaces(network: Network, language: Language): Named[] {
  const rank = placeRank(network);
  return network.places
    .filter((place) => place.kind !== "waypoint")
    .map((place) => {
      const [x, y] = mercator(place.lon, place.lat);
      return { name: told(place.name, language), x, y, rank: WITHIN.includes(place.kind) ? SEEN_NEAR : rank(place) };
    })
    .sort((one, other) => one.rank - other.rank);
}

function signBox({ x, y, rank }: Named, scale: number, left = 0, top = 0): Box {
  const half = rank === 0 ? HALF_SIGN : HALF_SIGN / 2;
  return [x * scale + left - half, y * scale + top - half, x * scale + left + half, y * scale + top + half];
}

/** Where signs stand, in pixels of the picture. */
export const signBoxes = (places: readonly Named[], to: Projection): Box[] =>
  places.map((place) => signBox(place, to.scale, to.offsetX, to.offsetY)).filter((box) => meet(box, [0, 0, to.width, to.height]));

/**
 * Where each name stands: under, over, right or left of its sign, the first spot that is free; a name that finds none is
 * left out. The first of the list is placed first. `scale` is pixels of the whole world, `widthOf` pixels of a text.
 */
export function layout(places: readonly Named[], scale: number, widthOf: (text: string) => number): Placed[] {
  const signs = places.map((place): [Box, number] => [signBox(place, scale), place.rank]);
  const placed: Placed[] = [];
  for (const { name, x, y, rank } of places) {
    const [wide, px, py] = [widthOf(name), x * scale, y * scale];
    const aside = HALF_SIGN + GAP + wide / 2;
    const spots: [number, number][] = [[px, py + HALF_SIGN + GAP + ABOVE], [px, py - HALF_SIGN - GAP], [px + aside, py + 4], [px - aside, py + 4]];
    for (const [at, base] of spots) {
      const box = boxOf(at, base, wide);
      if (placed.some((one) => meet(one.box, box)) || signs.some(([sign, of]) => of <= rank && meet(sign, box))) continue;
      placed.push({ name, x: at, y: base, box });
      break;
    }
  }
  return placed;
}

/** Draws what lies within the picture; returns the boxes of the names there, in pixels of the picture. */
export function drawNames(context: CanvasRenderingContext2D, placed: readonly Placed[], palette: Palette, to: Projection, ratio: number): Box[] {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = FONT;
  context.textAlign = "center";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = palette.halo;
  context.fillStyle = palette.ink;
  const boxes: Box[] = [];
  for (const one of placed) {
    const box: Box = [one.box[0] + to.offsetX, one.box[1] + to.offsetY, one.box[2] + to.offsetX, one.box[3] + to.offsetY];
    if (!meet(box, [0, 0, to.width, to.height])) continue;
    boxes.push(box);
    context.strokeText(one.name, one.x + to.offsetX, one.y + to.offsetY);
    context.fillText(one.name, one.x + to.offsetX, one.y + to.offsetY);
  }
  return boxes;
}

const widths = new Map<string, number>();

/** Pixels of a text in the letters of names. */
export function measured(context: CanvasRenderingContext2D): (text: string) => number {
  return (text) => {
    let wide = widths.get(text);
    if (wide === undefined) {
      context.font = FONT;
      wide = context.measureText(text).width;
      widths.set(text, wide);
    }
    return wide;
  };
}
