import { globSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Gives every workspace package with unit tests its `test` target, so that no package repeats it. Lint runs once for all;
 * the end-to-end tests of `test/` belong to `npm test` alone.
 *
 * @type {import('@nx/devkit').CreateNodesV2}
 */
export const createNodesV2 = [
  "{apps/*,libs/*,test}/package.json",
  (packageFiles, _options, context) =>
    packageFiles.map((packageFile) => {
      const root = dirname(packageFile);
      return [packageFile, { projects: { [root]: { targets: targetsOf(join(context.workspaceRoot, root)) } } }];
    }),
];

function targetsOf(folder) {
  if (globSync("src/**/*.test.ts", { cwd: folder }).length === 0) return {};
  return { test: { command: 'node --test "src/**/*.test.ts"', options: { cwd: "{projectRoot}" } } };
}
