import { describe, expect, test } from "vitest";
import { clock, dayOf, hourOf, instant, midnight, tick, ticks, wall } from "../src/lib/clock";

describe("the clock of a run", () => {
  test("counts hours from midnight of the first day in the network's zone", () => {
    const on = clock("2023-03-01", "Asia/Shanghai", "");

    expect(new Date(on.first).toISOString()).toBe("2023-02-28T16:00:00.000Z");
    expect(instant(200, on, "en")).toBe("9 March 2023, 08:00");
  });

  test("tells the same instant in another zone", () => {
    const on = clock("2023-03-01", "Asia/Shanghai", "UTC");

    expect(instant(200, on, "en")).toBe("9 March 2023, 00:00");
    expect(dayOf(199.9, on)).toBe("2023-03-08");
  });

  test("knows that Kazakhstan put its clocks back an hour on 1 March 2024", () => {
    expect(wall(Date.parse("2024-02-29T12:00:00Z"), "Asia/Almaty").time).toBe("18:00");
    expect(wall(Date.parse("2024-03-01T12:00:00Z"), "Asia/Almaty").time).toBe("17:00");
  });

  test("finds midnight on days whose clocks change", () => {
    for (const day of ["2023-03-26", "2023-10-29", "2024-03-01", "2023-07-01"]) {
      for (const zone of ["Europe/Berlin", "Asia/Almaty", "UTC", "America/New_York"]) {
        expect(wall(midnight(day, zone), zone)).toEqual({ day, time: "00:00" });
      }
    }
  });

  test("turns a day into hours and back", () => {
    const on = clock("2023-03-01", "Asia/Shanghai", "");
    expect(hourOf("2023-03-09", on, "Asia/Shanghai")).toBe(192);
  });
});

describe("marks of an axis", () => {
  test("stand at whole days and are never more than asked", () => {
    for (const days of [1, 3, 7, 31, 92, 365, 1100]) {
      const marks = ticks(0, days * 24, 8);
      expect(marks.length).toBeGreaterThan(1);
      expect(marks.length).toBeLessThanOrEqual(9);
      if (days > 8) expect(marks.every((hour) => hour % 24 === 0)).toBe(true);
    }
  });

  test("are none where there is no time", () => {
    expect(ticks(5, 5)).toEqual([]);
  });

  test("are days in a month and months in a year", () => {
    const on = clock("2023-01-01", "UTC", "");
    expect(tick(24 * 9, on, "ru", 24 * 31)).toBe("10 янв.");
    expect(tick(24 * 40, on, "kk", 24 * 365)).toBe("ақп");
    expect(tick(6.5, on, "en", 24)).toBe("06:30");
  });
});
