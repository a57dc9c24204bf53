import { findProgram } from "@reelbus/testing";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { runFfmpeg } from "./run-ffmpeg.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

/** One stream as ffprobe tells it. */
export interface ProbedStream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly width?: number;
  readonly height?: number;
}

/** The streams of a file or a manifest. */
export async function streamsOf(input: string): Promise<readonly ProbedStream[]> {
  const { stdout } = await run(
    findProgram("ffprobe"),
    ["-v", "error", "-allowed_extensions", "ALL", "-show_streams", "-of", "json", input],
    { timeout: TIMEOUT_MS },
  );
  return (JSON.parse(stdout) as { streams: ProbedStream[] }).streams;
}

/**
 * Decodes every audio and video stream to its end.
 *
 * @returns what ffmpeg complained about; empty when all was well
 */
export async function decodingErrors(input: string, inputOptions: readonly string[] = []): Promise<string> {
  const { stderr } = await runFfmpeg([...inputOptions, "-i", input, "-map", "0:v?", "-map", "0:a?", "-f", "null", "-"]);
  return stderr;
}
