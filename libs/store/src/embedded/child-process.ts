import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openChildLog, ProgramMissingError, spawnGuarded, type DeathSignal, type Identity } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";

/** A program to run as PostgreSQL's user. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly identity: Identity | null;
  /** What it gets when we end, however we end. */
  readonly deathSignal: DeathSignal;
  /** What it prints is added to this file. */
  readonly logFile: string;
}

/**
 * Starts a program.
 *
 * @throws ReelbusError `program-missing` when it, or what guards it, is not installed
 */
export async function startChild({ logFile, ...command }: Command): Promise<ChildProcess> {
  await using log = await openChildLog(logFile);
  return await spawnGuarded({ ...command, cwd: "/", stdio: ["ignore", log.fd, log.fd] }).catch((cause: unknown) => {
    if (!(cause instanceof ProgramMissingError)) throw cause;
    const message = `The program ${cause.program}, which the embedded PostgreSQL needs, is not installed.`;
    throw new ReelbusError("program-missing", message, { cause });
  });
}

/** Resolves when the child has ended: to its exit code, or to null after a signal. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}
