import { CommanderError } from "commander";
import { describeError } from "./output/describe-error.ts";
import { UsageError } from "./output/usage-error.ts";
import { buildProgram } from "./program.ts";

const program = buildProgram();
for (const command of [program, ...program.commands]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode ??= error instanceof UsageError ? 2 : 1;
  }
}
