/** Tables of a study as sheets and as records. */
import type { Network, Table } from "../api";
import type { Sheet } from "../figures";
import { said } from "../said";
import { columnText } from "./columns";

export type Record_ = Record<string, string | number | boolean | null>;

export function records(table: Table | undefined): Record_[] {
  if (!table) return [];
  return table.rows.map((row) => Object.fromEntries(table.columns.map((column, at) => [column.name, row[at] ?? null])));
}

/** A table with its columns and what its rows are of by their names. */
export function sheetOf(table: Table, network: Network | null): Sheet {
  return {
    columns: table.columns.map(({ name, unit }) => columnText(name, unit)),
    rows: table.rows.map((row) => row.map((cell) => (typeof cell === "boolean" ? (cell ? "✓" : "✗") : typeof cell === "string" ? said(cell, network) : cell))),
  };
}

/** Columns that have an interval beside them: `x` with `x_low` and `x_high`. */
export function figuresOf(table: Table): { name: string; unit: string }[] {
  const names = new Set(table.columns.map((column) => column.name));
  return table.columns.filter(({ name }) => names.has(`${name}_low`) && names.has(`${name}_high`)).map(({ name, unit }) => ({ name, unit }));
}
