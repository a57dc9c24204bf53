import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { checkout, startCommand } from "./command-line.ts";

for (const script of ["bench", "loss"])
  describe(`npm run ${script}`, () => {
    const run = (...args: string[]) =>
      startCommand(process.execPath, [join(checkout, "test", script, "run.ts"), ...args]).ended;

    it("helps", async () => {
      const { exitCode, stdout, stderr } = await run("--help");
      assert.deepEqual([exitCode, stderr], [0, ""]);
      assert.match(stdout, new RegExp(`^Usage: npm run ${script} -- .*--short`, "u"));
    });

    it("names a wrong option and exits 2", async () => {
      for (const [args, says] of [
        [["--shrt"], /^Unknown option '--shrt'\nUsage: [^\n]+\n/u],
        [["--short=1"], /^Option '--short' does not take an argument\nUsage: [^\n]+\n/u],
      ] as const) {
        const { exitCode, stdout, stderr } = await run(...args);
        assert.deepEqual([exitCode, stdout], [2, ""]);
        assert.match(stderr, says);
      }
    });
  });
