import type { Sound } from "../lengths/doubted-sounds.ts";
import type { FfmpegCommand } from "./ffmpeg-command.ts";

/** Decodes a sound and writes nothing; its progress ends with the sound's end. @param path absolute */
export function measuringCommand({ track }: Sound, path: string): FfmpegCommand {
  return {
    inputs: [{ options: [], file: path }],
    filterGraphs: [],
    outputs: [{ maps: [`0:${track}`], options: ["-f", "null"], file: "nothing" }],
  };
}
