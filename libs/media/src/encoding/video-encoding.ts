import type { ContentProcessing, VideoStream } from "@reelbus/contracts";
import { fanOut, type LabelledGraph } from "./fan-out.ts";
import type { FfmpegOutput } from "./ffmpeg-command.ts";
import { planGop } from "./gop.ts";
import { OUTPUT_OPTIONS } from "./output-options.ts";
import type { Renditions, VideoRendition } from "./renditions.ts";

const PRESETS: Readonly<Record<ContentProcessing["OptimizeFor"], string>> = {
  Speed: "veryfast",
  Balance: "medium",
  Quality: "slow",
};

/**
 * Threads of one rung's encoder. With several, of frames or of slices, x264's rate control looks at what the other threads
 * are still coding, and the same source does not make the same bytes twice. One costs the least CPU time, too; rungs are
 * coded side by side instead.
 */
const THREADS = 1;
/** How far the rate may rise above the average for a scene, and over how much of it the decoder's buffer evens out. */
const PEAK_TO_AVERAGE = 1.5;
const BUFFER_SECONDS = 2;

/**
 * One decode for all given rungs and images: the picture is made progressive where it is interlaced, brought to its constant
 * frame rate from time 0 on, and scaled once for each rung. The labels are those of the rungs, then those of the images.
 * @param heldFrames how many times the last frame is repeated
 */
export function videoGraph(
  video: VideoStream,
  renditions: Pick<Renditions, "video" | "images">,
  heldFrames: number,
): LabelledGraph {
  const deinterlace = video.Interlaced ? "bwdif=mode=send_frame:deint=all," : "";
  const hold = heldFrames > 0 ? `,tpad=stop_mode=clone:stop=${heldFrames}` : "";
  const source = `[0:${video.Track}]${deinterlace}fps=${video.FrameRate}:start_time=0${hold}`;
  const rungs = renditions.video.map(({ size }) => `scale=${size.Width}:${size.Height},setsar=1,format=yuv420p`);
  return fanOut("v", "split", source, [...rungs, ...renditions.images.map(({ filters }) => filters)]);
}

/** One rung's output: closed GOPs whose key frames lie at the same times in every rung. */
export function videoOutput(
  rendition: VideoRendition,
  label: string,
  processing: Pick<ContentProcessing, "OptimizeFor" | "SegmentDurationInSeconds">,
): FfmpegOutput {
  const kbps = rendition.size.BitrateInKbps;
  const gop = planGop(processing.SegmentDurationInSeconds, rendition.frameRate);
  return {
    maps: [`[${label}]`],
    options: [
      ...["-c:v", "libx264", "-preset", PRESETS[processing.OptimizeFor], "-profile:v", "high"],
      // The graph alone decides about frames; ffmpeg would repeat and drop some of its own accord.
      ...["-threads:v", `${THREADS}`, "-fps_mode:v", "passthrough"],
      ...["-b:v", `${kbps}k`, "-maxrate:v", `${Math.round(kbps * PEAK_TO_AVERAGE)}k`],
      ...["-bufsize:v", `${kbps * BUFFER_SECONDS}k`],
      ...["-force_key_frames:v", gop.forceKeyFrames, "-forced-idr:v", "1"],
      ...["-g:v", `${gop.maxFrames}`, "-sc_threshold:v", "0", "-flags:v", "+cgop+bitexact"],
      ...OUTPUT_OPTIONS,
    ],
    file: rendition.file,
  };
}
