/** Tables of a study as sheets and as records. */
import type { Table } from "../api";
import type { Sheet } from "../figures";

export type Record_ = Record<string, string | number | boolean | null>;

export function records(table: Table | undefined): Record_[] {
  if (!table) return [];
  return table.rows.map((row) => Object.fromEntries(table.columns.map((column, at) => [column.name, row[at] ?? null])));
}

export function sheetOf(table: Table): Sheet {
  return {
    columns: table.columns.map(({ name, unit }) => (unit && unit !== "1" ? `${name}, ${unit}` : name)),
    rows: table.rows.map((row) => row.map((cell) => (typeof cell === "boolean" ? (cell ? "✓" : "✗") : cell))),
  };
}

/** Columns that have an interval beside them: `x` with `x_low` and `x_high`. */
export function figuresOf(table: Table): { name: string; unit: string }[] {
  const names = new Set(table.columns.map((column) => column.name));
  return table.columns.filter(({ name }) => names.has(`${name}_low`) && names.has(`${name}_high`)).map(({ name, unit }) => ({ name, unit }));
}
