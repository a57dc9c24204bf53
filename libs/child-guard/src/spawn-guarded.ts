import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { childEnvironment } from "./child-environment.ts";
import { dieWithParent, type Command, type DeathSignal, type Identity } from "./die-with-parent.ts";
import { assertInstalled } from "./installed-program.ts";

/** A child to start. */
export interface GuardedCommand extends Command {
  /** What it gets when this process ends while it runs. */
  readonly deathSignal: DeathSignal;
  readonly stdio: StdioOptions;
  /** Whom it runs as. @default who starts it */
  readonly identity?: Identity | null;
  /** @default this process's own folder */
  readonly cwd?: string | undefined;
}

const running = new Map<ChildProcess, DeathSignal>();
// The kernel of Linux does this however we end; elsewhere this reaches every end but a kill.
process.once("exit", () => {
  for (const [child, signal] of running) child.kill(`SIG${signal}`);
});

/**
 * Starts a child that ends with this process, sees nothing of its environment, and is in a process group of its own: ^C
 * at a terminal reaches the parent alone, which ends its children in order. Resolves when it runs.
 *
 * @throws ProgramMissingError that names the program, or the guard; the system's error when it can't be started
 */
export async function spawnGuarded(command: GuardedCommand): Promise<ChildProcess> {
  const { deathSignal, stdio, cwd, identity = null } = command;
  const { program, args } = dieWithParent(command, deathSignal, identity);
  for (const needed of new Set([program, command.program])) await assertInstalled(needed);
  const child = spawn(program, args, {
    stdio,
    env: { ...childEnvironment() },
    detached: true,
    ...(cwd === undefined ? {} : { cwd }),
  });
  running.set(child, deathSignal);
  child.once("exit", () => running.delete(child));
  try {
    await once(child, "spawn");
  } catch (error) {
    running.delete(child);
    throw error;
  }
  return child;
}
