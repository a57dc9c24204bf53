import { globSync } from "node:fs";

const patterns = ["libs/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "scripts/**/*.test.ts", "test/**/*.test.ts"];

/**
 * The test files of the repository, relative to its root; end-to-end tests come first because they take longest.
 *
 * @param filters only files whose path holds one of these; none: all files
 */
export function findTestFiles(filters: readonly string[]): string[] {
  return globSync(patterns, { exclude: (path) => path.includes("node_modules") })
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort((a, b) => Number(b.startsWith("test/e2e/")) - Number(a.startsWith("test/e2e/")) || a.localeCompare(b));
}
