/** One benchmark of `npm run bench`. */
export interface Bench {
  /** Names it on the command line, kebab-case. */
  readonly name: string;
  /** `short` is the form that the tests run: same code, smallest sizes, its figures mean nothing. */
  run(size: "full" | "short"): Promise<readonly BenchTable[]>;
}

/** What a benchmark found: one table, and what it says about the promises. */
export interface BenchTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** One cell a column. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** What was promised, and what was measured. */
  readonly limits: readonly BenchLimit[];
}

/** One promise; it has `atMost`, `atLeast` or both. */
export interface BenchLimit {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}
