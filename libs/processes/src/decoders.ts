import { ReelbusError } from "@reelbus/contracts";
import { runChild } from "./run-child.ts";

const PROGRAM = "ffprobe";
const TIME_LIMIT_MS = 60_000;
/** `DEV.L. h264  H.264 / AVC`: the first flag is for a decoder; then come video, audio or subtitles. */
const CODEC_LINE = /^ D.[VAS]... (\S+)/gmu;

let known: ReadonlySet<string> | null = null;

/**
 * The codecs that the installed ffmpeg can decode, by the names that `probe` tells. A codec may have a name and no decoder.
 * Asked once for the life of the process.
 *
 * @throws ReelbusError `program-missing`, `internal`; the signal's reason after an abort.
 */
export async function decodableCodecs(signal: AbortSignal): Promise<ReadonlySet<string>> {
  known ??= await askForCodecs(signal);
  return known;
}

async function askForCodecs(signal: AbortSignal): Promise<ReadonlySet<string>> {
  let list = "";
  const end = await runChild({
    program: PROGRAM,
    args: ["-v", "error", "-codecs"],
    signal,
    silenceLimitMs: TIME_LIMIT_MS,
    onOutput(text) {
      list += text;
      return false;
    },
  });
  const codecs = new Set([...list.matchAll(CODEC_LINE)].map(([, name = ""]) => name));
  if (end.exitCode === 0 && codecs.size > 0) return codecs;
  throw new ReelbusError("internal", "ffprobe did not tell which codecs it knows.", {
    cause: new Error(`exit code ${end.exitCode ?? "unknown"}: ${end.stderrTail}`),
  });
}
