/** Rows as columns: what `unnest` makes rows of again. `count` is how many there are, also without any row. */
export function columnsOf(rows: readonly (readonly unknown[])[], count: number): unknown[][] {
  return Array.from({ length: count }, (_, index) => rows.map((row) => row[index]));
}
