import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ffmpegArguments, type FfmpegCommand } from "@reelbus/media";
import { createProgressParser, type FfmpegProgress } from "./ffmpeg-progress.ts";
import { failureOf, type FailureMeaning } from "./failures.ts";
import { runChild } from "./run-child.ts";

const PROGRAM = "ffmpeg";
const DEFAULT_STALL_LIMIT_MS = 120_000;

export interface RunFfmpegOptions {
  readonly signal: AbortSignal;
  /** The folder that outputs are relative to. */
  readonly cwd?: string;
  /** What a failure means. @default encoding-failed */
  readonly failure?: FailureMeaning;
  /** The longest time in which it neither tells progress nor writes. @default 120000 */
  readonly stallLimitMs?: number;
  /** Called about twice a second. */
  onProgress?(progress: FfmpegProgress): void;
}

/**
 * Runs ffmpeg to its end.
 * @throws ReelbusError with the given failure's reason, `workspace-full` or `program-missing`; the signal's reason after an abort.
 */
export async function runFfmpeg(command: FfmpegCommand, options: RunFfmpegOptions): Promise<void> {
  const { signal, cwd } = options;
  const parse = createProgressParser();
  const end = await runChild({
    program: PROGRAM,
    args: ffmpegArguments(command),
    cwd,
    signal,
    silenceLimitMs: options.stallLimitMs ?? DEFAULT_STALL_LIMIT_MS,
    onOutput(text) {
      const blocks = parse(text);
      for (const { progress } of blocks) options.onProgress?.(progress);
      return blocks.some(({ moved }) => moved);
    },
    // It tells no progress before all of its outputs have begun: a sound that starts late holds that up for as long.
    written: () => writtenBytes(command, cwd),
  });
  if (end.exitCode === 0) return;
  const failure = options.failure ?? { reason: "encoding-failed", message: "ffmpeg could not encode the source." };
  throw await failureOf(PROGRAM, end, failure, cwd);
}

/** @returns the size of the outputs that there are; a numbered series counts for nothing. */
async function writtenBytes({ outputs }: FfmpegCommand, cwd = ""): Promise<number> {
  const sizes = outputs.map(async ({ file }) => (await stat(join(cwd, file)).catch(() => null))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
