import { globSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Gives every workspace package its `lint` and `test` targets, so that no package repeats them.
 * `test` exists where there are unit tests; the end-to-end tests of `test/` belong to `npm test` alone.
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
  const targets = { lint: inProject("eslint .") };
  if (globSync("src/**/*.test.ts", { cwd: folder }).length > 0) {
    targets.test = inProject('node --test "src/**/*.test.ts"');
  }
  return targets;
}

function inProject(command) {
  return { command, options: { cwd: "{projectRoot}" } };
}
