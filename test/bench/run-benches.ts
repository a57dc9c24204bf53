import type { Bench, BenchTable } from "./bench.ts";
import { printTable } from "./print-table.ts";
import { judge, type Verdict } from "./verdict.ts";

/** One table as it is written to the JSON file. */
export interface TableResult extends BenchTable {
  readonly limits: readonly Verdict[];
}

export interface BenchResult {
  readonly name: string;
  readonly seconds: number;
  readonly tables: readonly TableResult[];
  /** Why it ended early; null when it did not. */
  readonly error: string | null;
}

/** Runs one benchmark after the other and prints each one's tables as they come. One that fails doesn't stop the rest. */
export async function runBenches(
  chosen: readonly Bench[],
  size: "full" | "short",
  print: (text: string) => void,
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const bench of chosen) {
    const startedAt = performance.now();
    print(`== ${bench.name}\n`);
    const { tables, error } = await attempt(bench, size);
    for (const table of tables) print(printTable(table, size));
    if (error !== null) print(`${bench.name} failed: ${error}\n`);
    const seconds = (performance.now() - startedAt) / 1000;
    results.push({ name: bench.name, seconds, tables, error });
  }
  return results;
}

async function attempt(bench: Bench, size: "full" | "short"): Promise<Pick<BenchResult, "tables" | "error">> {
  try {
    const tables = await bench.run(size);
    return { tables: tables.map((table) => ({ ...table, limits: table.limits.map(judge) })), error: null };
  } catch (error) {
    return { tables: [], error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** The limits that were missed. The short form has none: its figures mean nothing. */
export function missedLimits(results: readonly BenchResult[], size: "full" | "short"): Verdict[] {
  if (size === "short") return [];
  return results.flatMap(({ tables }) => tables.flatMap(({ limits }) => limits.filter(({ held }) => !held)));
}

/** 1 when a benchmark failed or missed a limit, else 0. */
export function exitCodeOf(results: readonly BenchResult[], size: "full" | "short"): 0 | 1 {
  const failed = results.some(({ error }) => error !== null);
  return failed || missedLimits(results, size).length > 0 ? 1 : 0;
}
