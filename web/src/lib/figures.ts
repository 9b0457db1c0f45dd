/** Figures with their intervals as text. */
import type { Interval } from "./api";

/** "5.2 h (4.9 h – 5.6 h)"; the mean alone where there is no interval, "–" where there is nothing. */
export function interval(of: Interval | null | undefined, write: (value: number | null) => string): string {
  if (!of || of.mean === null) return "–";
  if (of.low === null || of.high === null) return write(of.mean);
  return `${write(of.mean)} (${write(of.low)} – ${write(of.high)})`;
}

/** A row for tables that are copied into a sheet. */
export type Cell = string | number | null;

export interface Sheet {
  columns: string[];
  rows: Cell[][];
}

/** A sheet as CSV: RFC 4180, with a byte order mark by which spreadsheets know Cyrillic and Chinese. */
export function csv(sheet: Sheet): string {
  const cell = (value: Cell): string => {
    if (value === null) return "";
    // A text that begins like a formula is told as a text: spreadsheets would run it.
    const text = typeof value === "string" && /^[=+@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\uFEFF${[sheet.columns, ...sheet.rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
