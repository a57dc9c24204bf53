import { CommanderError, type Command } from "commander";
import { ApiRefusal, ApiUnreachable } from "./client/api-error.ts";
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
    process.exitCode ??= exitCodeOf(error);
  }
}

function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) exitByThrowing(below);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ApiUnreachable) return 3;
  if (error instanceof ApiRefusal) return error.refusal.Error === "invalid-request" ? 2 : 1;
  return error instanceof UsageError ? 2 : 1;
}
