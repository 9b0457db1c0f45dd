import { describe, expect, test } from "vitest";
import type { RunRow } from "../src/lib/api";
import { preferredCounter, preferredRun } from "../src/lib/preferred";

const run = (id: string, within: string, record: string) => ({ id, within, record }) as RunRow;

describe("the run that is shown first", () => {
  test("is the newest of its own that recorded units, whatever stands before it", () => {
    const runs = [run("c~a", "c", "first"), run("counted", "", "counts"), run("new", "", "first"), run("old", "", "units")];
    expect(preferredRun(runs)?.id).toBe("new");
  });

  test("is one of its own before one within a comparison", () => {
    expect(preferredRun([run("c~a", "c", "first"), run("counted", "", "counts")])?.id).toBe("counted");
  });

  test("is one within a comparison where there is nothing else, with units before counts", () => {
    expect(preferredRun([run("c~a", "c", "counts"), run("c~b", "c", "first")])?.id).toBe("c~b");
    expect(preferredRun([run("c~a", "c", "counts")])?.id).toBe("c~a");
    expect(preferredRun([])).toBeNull();
  });
});

describe("the counter that is shown first", () => {
  const counter = (id: string, things: string, marks: number) => ({ id, things, marks: Array(marks).fill({}) as never[] });

  test("is that of trains with the most marks", () => {
    const some = [counter("persons", "visitors", 9), counter("one", "trains", 3), counter("six", "trains", 6), counter("also", "trains", 6)];
    expect(preferredCounter(some)?.id).toBe("six");
  });

  test("is that with the most marks where no trains have any", () => {
    expect(preferredCounter([counter("none", "trains", 0), counter("a", "visitors", 1), counter("b", "visits", 2)])?.id).toBe("b");
    expect(preferredCounter([])).toBeNull();
  });
});
