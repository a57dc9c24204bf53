import { globSync } from "node:fs";

/** In the order of a run: first what takes longest and loads the processor most. */
const patterns = [
  "test/{bench,loss}/**/*.test.ts",
  "test/e2e/*/**/*.test.ts",
  "test/**/*.test.ts",
  "apps/*/src/**/*.test.ts",
  "libs/*/src/**/*.test.ts",
  "scripts/**/*.test.ts",
];

/**
 * The test files of the repository, relative to its root; those of whole systems come first.
 *
 * @param filters only files whose path holds one of these; none: all files
 */
export function findTestFiles(filters: readonly string[]): string[] {
  const isDependency = (path: string) => path.includes("node_modules");
  const found = new Set(patterns.flatMap((pattern) => globSync(pattern, { exclude: isDependency }).sort()));
  return [...found].filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
}
