import { globSync } from "node:fs";

const patterns = ["libs/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "scripts/**/*.test.ts", "test/**/*.test.ts"];

/**
 * The test files of the repository, relative to its root; those of whole systems come first because they load the
 * processor most.
 *
 * @param filters only files whose path holds one of these; none: all files
 */
export function findTestFiles(filters: readonly string[]): string[] {
  return globSync(patterns, { exclude: (path) => path.includes("node_modules") })
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort((a, b) => Number(b.startsWith("test/")) - Number(a.startsWith("test/")) || a.localeCompare(b));
}
