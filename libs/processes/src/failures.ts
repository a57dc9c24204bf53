import { statfs } from "node:fs/promises";
import { basename } from "node:path";
import { ReelbusError, workspaceFull, type Reason } from "@reelbus/contracts";
import type { ChildEnd } from "./run-child.ts";

/** With less than this left, a program that failed most likely could not write. */
const FULL_BELOW_BYTES = 1024 * 1024;
const SECRET_LIKE = /[0-9A-Fa-f]{32}/gu;

/** What a failure means to the customer, decided by who ran the program. */
export interface FailureMeaning {
  readonly reason: Reason;
  /** Fit for a customer: what failed, on which file, what to do. */
  readonly message: string;
}

export function programMissing(program: string, cause: unknown): ReelbusError {
  return new ReelbusError("program-missing", `The program ${basename(program)} is not installed.`, { cause });
}

/** It is there, but the system can't run it: a library is missing, say, or it is for another processor. */
export function programBroken(program: string, cause: unknown): ReelbusError {
  return new ReelbusError("program-missing", `The program ${basename(program)} can't be run.`, { cause });
}

/**
 * The error for a program that did not succeed. Only facts decide: that it fell silent or was killed, or that
 * the folder it wrote to is full. What the program said is the cause, for the log, without anything that looks like a key.
 */
export async function failureOf(
  program: string,
  end: ChildEnd,
  meaning: FailureMeaning,
  cwd: string | undefined,
): Promise<ReelbusError> {
  const cause = new Error(
    `${basename(program)} ${howItEnded(end)}: ${end.stderrTail.replaceAll(SECRET_LIKE, "[key]")}`,
  );
  if (end.fellSilent || wasKilled(end))
    return new ReelbusError(meaning.reason, meaning.message, { retryable: true, cause });
  if (cwd !== undefined && (await isFull(cwd))) return workspaceFull(cause);
  return new ReelbusError(meaning.reason, meaning.message, { cause });
}

/** By an operator, or by a system that is short of memory: no fault of what the program worked on. */
function wasKilled({ signal }: ChildEnd): boolean {
  return signal === "SIGKILL";
}

function howItEnded({ exitCode, signal, fellSilent }: ChildEnd): string {
  if (fellSilent) return "made no progress and was ended";
  return signal === null ? `exited with code ${exitCode ?? "unknown"}` : `was ended by ${signal}`;
}

async function isFull(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < FULL_BELOW_BYTES;
  } catch {
    return false;
  }
}
