import { CommanderError, type Command } from "commander";
import { ApiRefusal } from "./client/api-error.ts";
import { describeError } from "./output/describe-error.ts";
import { UsageError } from "./output/usage-error.ts";
import { buildProgram } from "./program.ts";

const program = buildProgram();
exitByThrowing(program);

// Whoever reads us may stop reading: `reelbus events ID | head` is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode ??= isWrongUse(error) ? 2 : 1;
  }
}

function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) exitByThrowing(below);
}

function isWrongUse(error: unknown): boolean {
  if (error instanceof ApiRefusal) return error.refusal.Error === "invalid-request";
  return error instanceof UsageError;
}
