import { INPUT_LIMITS } from "./input-limits.ts";

/** One file that ffmpeg reads. */
export interface FfmpegInput {
  readonly options: readonly string[];
  /** Absolute. */
  readonly file: string;
}

/** One file, or one numbered series, that ffmpeg writes. */
export interface FfmpegOutput {
  /** Streams (`0:3`) or filter outputs (`[v0]`). */
  readonly maps: readonly string[];
  readonly options: readonly string[];
  /** Relative to the folder that the command runs in. */
  readonly file: string;
}

/** A run of ffmpeg as data. */
export interface FfmpegCommand {
  readonly inputs: readonly FfmpegInput[];
  /** Independent graphs; each is a chain or several, joined by `;`. */
  readonly filterGraphs: readonly string[];
  readonly outputs: readonly FfmpegOutput[];
}

/** The arguments of an ffmpeg command: no keyboard, no banner, progress on standard output, local files alone. */
export function ffmpegArguments(command: FfmpegCommand): string[] {
  return [
    ...["-nostdin", "-hide_banner", "-nostats", "-v", "error", "-y", "-progress", "pipe:1"],
    ...command.inputs.flatMap((input) => [...INPUT_LIMITS, ...input.options, "-i", `file:${input.file}`]),
    ...command.filterGraphs.flatMap((graph) => ["-filter_complex", graph]),
    ...command.outputs.flatMap((output) => [
      ...output.maps.flatMap((map) => ["-map", map]),
      ...output.options,
      `file:${output.file}`,
    ]),
  ];
}
