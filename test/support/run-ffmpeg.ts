import { findProgram } from "@reelbus/testing";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Bounds of one call of ffmpeg. */
export interface FfmpegBounds {
  /** @default 120000 */
  readonly timeoutMs?: number;
  /** The most that it may print, in bytes. @default 1 MiB */
  readonly maxBuffer?: number;
}

/**
 * Runs ffmpeg, which overwrites and asks nothing, and resolves with what it printed; `stderr` is empty when it complained
 * of nothing.
 *
 * @throws {Error} when it fails, or goes beyond a bound
 */
export async function runFfmpeg(
  args: readonly string[],
  { timeoutMs = 120_000, maxBuffer = 1024 * 1024 }: FfmpegBounds = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return run(findProgram("ffmpeg"), ["-nostdin", "-v", "error", "-y", ...args], { timeout: timeoutMs, maxBuffer });
}
