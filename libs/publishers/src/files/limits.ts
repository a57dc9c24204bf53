import { Turns } from "./turns.ts";

/** The bounds of one publisher to a folder. */
export interface FilesLimits {
  /** For one file, or a check, the wait for its turn included. */
  readonly writeMs: number;
  /** For a file that is being written when the publisher closes. */
  readonly closeMs: number;
}

export const FILES_LIMITS: FilesLimits = { writeMs: 30_000, closeMs: 2_000 };

/**
 * The turns of all publishers of this process. A call to a file system that hangs keeps one of Node's four threads for
 * files and host names until it ends, and nothing can end it: two are left to everybody else.
 */
export const fileTurns = new Turns(2);
