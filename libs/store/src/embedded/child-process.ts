import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { dieWithParent, type Identity } from "@reelbus/child-guard";
import { ReelbusError } from "@reelbus/contracts";

/** A program to run as PostgreSQL's user. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly identity: Identity | null;
  /** What the kernel sends it when we die, however we die (Linux alone). */
  readonly deathSignal: "INT" | "KILL";
  /** Gets what it prints; emptied first. */
  readonly logFile: string;
}

/**
 * Starts a program. Its environment holds nothing of ours, such as keys.
 *
 * @throws ReelbusError `program-missing` when it can't be started
 */
export async function startChild({ program, args, identity, deathSignal, logFile }: Command): Promise<ChildProcess> {
  const guarded = dieWithParent({ program, args }, deathSignal, identity);
  const log = await open(logFile, "w", 0o600);
  try {
    const child = spawn(guarded.program, guarded.args, {
      cwd: "/",
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", log.fd, log.fd],
      // Its own process group: ^C at a terminal reaches the parent alone, which stops its children in order.
      detached: true,
    });
    await once(child, "spawn");
    return child;
  } catch (cause) {
    throw new ReelbusError("program-missing", `${basename(guarded.program)} could not be started.`, { cause });
  } finally {
    await log.close();
  }
}

/** Resolves when the child has ended: to its exit code, or to null after a signal. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}
