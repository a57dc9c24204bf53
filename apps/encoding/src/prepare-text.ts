import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ReelbusError } from "@reelbus/contracts";
import { countCues, planText, type TextRendition, type TextStep } from "@reelbus/media";
import { runFfmpeg } from "@reelbus/processes";

/** Reading a long film for a few subtitles shows no progress in between. */
const STALL_LIMIT_MS = 15 * 60_000;
const SIDE_FILE_LIMIT_BYTES = 32 * 1024 * 1024;
const UTF_16_MARKS: readonly string[] = ["fffe", "feff"];

export interface PreparedText {
  /** The renditions whose WebVTT file is there and has a cue. */
  readonly renditions: readonly TextRendition[];
  readonly warnings: readonly string[];
}

/**
 * Makes a WebVTT file of each text rendition.
 * @throws ReelbusError `unreadable-media` for a side file that is no Unicode text, or that ffmpeg can't read.
 */
export async function prepareText(
  planned: readonly TextRendition[],
  options: { folder: string; sourcePath(file: string): string; signal: AbortSignal },
): Promise<PreparedText> {
  for (const { source } of planned) {
    if (source.track === null) await requireText(options.sourcePath(source.file), source);
  }
  for (const step of planText(planned, (file) => options.sourcePath(file))) await run(step, options);

  const renditions: TextRendition[] = [];
  const warnings: string[] = [];
  for (const rendition of planned) {
    const cues = countCues(await readFile(join(options.folder, rendition.file), "utf8"));
    if (cues > 0) renditions.push(rendition);
    else warnings.push(`${describe(rendition)} has no ${rendition.kind} in it and was left out.`);
  }
  return { renditions, warnings };
}

async function run(step: TextStep, { folder, signal }: { folder: string; signal: AbortSignal }): Promise<void> {
  switch (step.kind) {
    case "copy":
      await writeFile(join(folder, step.rendition.file), await readFile(step.from, { signal }));
      return;
    case "convert": {
      const names = step.renditions.map(describe).join(", ");
      const failure = { reason: "unreadable-media", message: `${names} could not be read as text.` } as const;
      await runFfmpeg(step.command, { signal, cwd: folder, failure, stallLimitMs: STALL_LIMIT_MS });
    }
  }
}

/** Refuses what is no Unicode text: ffmpeg leaves out such lines and says nothing. */
async function requireText(path: string, { file: name, codec }: TextRendition["source"]): Promise<void> {
  const { size } = await stat(path);
  if (size > SIDE_FILE_LIMIT_BYTES) throw new ReelbusError("unreadable-media", `${name} is too large for a text file.`);
  const bytes = await readFile(path);
  // ffmpeg reads UTF-16 too; WebVTT is UTF-8 by definition, and the packager reads nothing else.
  if (codec !== "webvtt" && UTF_16_MARKS.includes(bytes.subarray(0, 2).toString("hex"))) return;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ReelbusError("unreadable-media", `${name} is not in UTF-8. Convert it and submit the job again.`, {
      cause,
    });
  }
}

function describe({ source }: TextRendition): string {
  return source.track === null ? source.file : `${source.file}, track ${source.track}`;
}
