import type { BenchTable } from "./bench.ts";
import { judge, type Verdict } from "./verdict.ts";

type Cell = string | number;

/** A table and its limits as aligned text; numbers are right-aligned. The figures of the short form are not judged. */
export function printTable({ title, columns, rows, limits }: BenchTable, size: "full" | "short" = "full"): string {
  const verdicts = limits.map(judge);
  const parts = [title, "", grid(columns, rows)];
  if (verdicts.length > 0)
    parts.push(
      "",
      grid(
        ["limit", "measured", "promised", "ratio", ""],
        verdicts.map((verdict) => limitRow(verdict, size)),
      ),
    );
  return `${parts.join("\n")}\n`;
}

function limitRow(verdict: Verdict, size: "full" | "short"): Cell[] {
  const { what, measured, unit, atMost, atLeast, ratio, held } = verdict;
  const promised = [
    ...(atMost === undefined ? [] : [`at most ${shown(atMost)}`]),
    ...(atLeast === undefined ? [] : [`at least ${shown(atLeast)}`]),
  ];
  const judged = size === "short" ? "not judged" : held ? "held" : "MISSED";
  return [what, withUnit(measured, unit), promised.join(", "), shown(ratio), judged];
}

function withUnit(value: number, unit: string): string {
  return unit === "" ? shown(value) : `${shown(value)} ${unit}`;
}

/** Three significant digits, but every digit of what is before the decimal point. */
function shown(value: Cell): string {
  if (typeof value === "string" || Number.isInteger(value)) return `${value}`;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Number.isFinite(digits) ? Math.min(digits, 4) : 0);
}

function grid(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isNumeric = columns.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === "number"));
  const lines = [columns, ...rows].map((row) => row.map(shown));
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? "").length)));
  const aligned = (line: readonly string[]) =>
    line
      .map((cell, index) => (isNumeric[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = lines;
  return [aligned(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(aligned)].join("\n");
}
