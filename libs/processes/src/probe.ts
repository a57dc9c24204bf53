import { basename } from "node:path";
import { ReelbusError } from "@reelbus/contracts";
import { INPUT_LIMITS } from "@reelbus/media";
import { failureOf } from "./failures.ts";
import { runChild } from "./run-child.ts";

const PROGRAM = "ffprobe";
const TIME_LIMIT_MS = 60_000;
const OUTPUT_LIMIT_CHARACTERS = 16 * 1024 * 1024;

/**
 * What ffprobe tells of a file's format, streams and chapters, as parsed JSON.
 * @throws ReelbusError `unreadable-media` when it is no media file or damaged, `program-missing`; the signal's reason after an abort.
 */
export async function probe(file: string, signal: AbortSignal): Promise<unknown> {
  let json = "";
  const end = await runChild({
    program: PROGRAM,
    args: [
      ...["-hide_banner", "-v", "error", "-print_format", "json", "-show_format", "-show_streams"],
      ...[...INPUT_LIMITS, `file:${file}`],
    ],
    signal,
    silenceLimitMs: TIME_LIMIT_MS,
    onOutput(text) {
      json += text;
      if (json.length > OUTPUT_LIMIT_CHARACTERS) throw unreadable(file, "ffprobe told more than can be taken");
      return false;
    },
  });
  if (end.exitCode !== 0) {
    throw await failureOf(PROGRAM, end, { reason: "unreadable-media", message: unreadableMessage(file) }, undefined);
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): ReelbusError {
  return new ReelbusError("unreadable-media", unreadableMessage(file), { cause });
}

function unreadableMessage(file: string): string {
  return `${basename(file)} is damaged or is no media file.`;
}
