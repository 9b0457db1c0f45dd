/**
 * Hours since a run's first instant as days and times of day in a chosen time zone.
 *
 * A run counts hours from midnight of its first day on the network's clock.
 */
import type { Language } from "./address";
import { day, monthOnAxis } from "./words";

const HOUR_MS = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let known = formats.get(zone);
  if (!known) {
    known = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    });
    formats.set(zone, known);
  }
  return known;
}

/** An instant as a clock on the wall of a zone shows it: "2023-03-01", "08:30". */
export function wall(instant: number, zone: string): { day: string; time: string } {
  const part = Object.fromEntries(format(zone).formatToParts(instant).map((each) => [each.type, each.value]));
  return { day: `${part["year"]}-${part["month"]}-${part["day"]}`, time: `${part["hour"]}:${part["minute"]}` };
}

/** Milliseconds since 1970 of midnight at the start of a day in a zone. */
export function midnight(isoDay: string, zone: string): number {
  const asUtc = Date.parse(`${isoDay.slice(0, 10)}T00:00:00Z`);
  let instant = asUtc;
  for (let round = 0; round < 2; round++) {
    const shown = wall(instant, zone);
    instant += asUtc - Date.parse(`${shown.day}T${shown.time}:00Z`);
  }
  return instant;
}

/** Days and times of a run. */
export interface Clock {
  first: number; // milliseconds since 1970 of hour 0
  zone: string; // in which times are shown
}

export function clock(firstDay: string, networkZone: string, shownZone: string): Clock {
  return { first: midnight(firstDay, networkZone), zone: shownZone || networkZone };
}

export function dayOf(hour: number, on: Clock): string {
  return wall(on.first + hour * HOUR_MS, on.zone).day;
}

/** Day and time in words, without the zone, which the page tells once. */
export function instant(hour: number, on: Clock, language: Language, length: "long" | "short" = "long"): string {
  const shown = wall(on.first + hour * HOUR_MS, on.zone);
  return `${day(shown.day, language, length)}, ${shown.time}`;
}

/** The label of an hour on an axis that is `span` hours long. */
export function tick(hour: number, on: Clock, language: Language, span: number): string {
  const shown = wall(on.first + hour * HOUR_MS, on.zone);
  const [year, month, date] = shown.day.split("-").map(Number) as [number, number, number];
  if (span > 24 * 200) return month === 1 ? String(year) : monthOnAxis(month, language);
  if (span > 24 * 3 || shown.time === "00:00") return day(shown.day, language, "short");
  return span > 48 ? `${date}. ${shown.time}` : shown.time;
}

/** Hours of a day's midnight since the first instant. */
export function hourOf(isoDay: string, on: Clock, networkZone: string): number {
  return (midnight(isoDay, networkZone) - on.first) / HOUR_MS;
}

/** Where an axis is marked: hours, at midnights of whole days. */
export function ticks(from: number, until: number, most = 8): number[] {
  const days = (until - from) / 24;
  if (days <= 0) return [];
  const steps = days < most / 4 ? [3, 6, 12].map((h) => h / 24) : [1, 2, 5, 7, 14, 28, 61, 91, 182, 365];
  const step = (steps.find((each) => days / each <= most) ?? 365) * 24;
  const marks = [];
  for (let hour = Math.ceil(from / step) * step; hour <= until; hour += step) marks.push(hour);
  return marks;
}
