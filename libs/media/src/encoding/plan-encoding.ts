import type { ContentProcessing, EncodingPlan, MediaMappingResult, VideoStream } from "@reelbus/contracts";
import { framesPerSecond, parseFrameRate } from "../probe/frame-rate.ts";
import { planLength } from "../lengths/plan-length.ts";
import { audioGraph, audioOutput } from "./audio-encoding.ts";
import type { FfmpegCommand, FfmpegOutput } from "./ffmpeg-command.ts";
import type { Renditions } from "./renditions.ts";
import { shareRenditions } from "./share-renditions.ts";
import { videoGraph, videoOutput } from "./video-encoding.ts";

/** What an encoding is going to make, as lifecycle events tell it. */
export function encodingPlanOf(processing: ContentProcessing, renditions: Renditions): EncodingPlan {
  return {
    videoFormat: processing.VideoFormat,
    optimizeFor: processing.OptimizeFor,
    representations: renditions.video.map(({ size }) => size),
  };
}

/**
 * The commands that make all video, audio and images, to be run side by side: two, between which the work is shared as
 * evenly as whole rungs allow. What a command makes does not depend on how the work is shared.
 *
 * @param sourcePath gives the absolute path of a mapped file.
 * @returns none when there is neither video nor audio to make.
 */
export function planEncoding(
  mapping: MediaMappingResult,
  processing: ContentProcessing,
  renditions: Renditions,
  sourcePath: (file: string) => string,
): FfmpegCommand[] {
  return shareRenditions(mapping, renditions).flatMap(
    (share) => encodingCommand(mapping, processing, share, sourcePath) ?? [],
  );
}

/**
 * One command that makes the given renditions and images: each source stream is decoded once for all of them. ffmpeg
 * moves every file so that its earliest stream starts at 0; the streams of a file keep their distances.
 *
 * @param sourcePath gives the absolute path of a mapped file.
 * @returns null when there is nothing to make.
 */
export function encodingCommand(
  mapping: MediaMappingResult,
  processing: ContentProcessing,
  renditions: Renditions,
  sourcePath: (file: string) => string,
): FfmpegCommand | null {
  const files = inputFiles(mapping, renditions);
  const { heldFrames, silenceUntilSeconds } = planLength(mapping);
  const filterGraphs: string[] = [];
  const outputs: FfmpegOutput[] = [];

  if (mapping.video !== null && renditions.video.length > 0) {
    const { graph, labels } = videoGraph(mapping.video, renditions, heldFrames);
    const imageLabels = labels.slice(renditions.video.length);
    filterGraphs.push(graph);
    for (const [index, rendition] of renditions.video.entries()) {
      outputs.push(videoOutput(rendition, labels[index] ?? "", processing));
    }
    for (const [index, { options, file }] of renditions.images.entries()) {
      outputs.push({ maps: [`[${imageLabels[index] ?? ""}]`], options, file });
    }
  }
  for (const [index, stream] of mapping.audio.entries()) {
    const made = renditions.audio.filter((rendition) => rendition.stream === index);
    if (made.length === 0) continue;
    const { graph, labels } = audioGraph(stream, files.indexOf(stream.File), made, silenceUntilSeconds[index] ?? null);
    filterGraphs.push(graph);
    outputs.push(...made.map((rendition, position) => audioOutput(rendition, labels[position] ?? "")));
  }
  if (outputs.length === 0) return null;
  const inputs = files.map((file) => {
    return {
      options: file === mapping.video?.File ? startOptions(mapping.video, mapping) : [],
      file: sourcePath(file),
    };
  });
  return { inputs, filterGraphs, outputs };
}

/**
 * Sound often starts less than a frame before the picture (by what its encoder put in front). Then the first frame's
 * time is 0; otherwise all frames would be moved, and the first one shown twice.
 */
function startOptions({ FrameRate }: VideoStream, { videoStartSeconds }: MediaMappingResult): string[] {
  const isWithinFrame = videoStartSeconds > 0 && videoStartSeconds * framesPerSecond(parseFrameRate(FrameRate)) < 1;
  return isWithinFrame ? ["-itsoffset", (-videoStartSeconds).toFixed(6)] : [];
}

/** The files to read, each once, the video's first. */
function inputFiles(mapping: MediaMappingResult, renditions: Renditions): string[] {
  const audio = mapping.audio.filter((_, index) => renditions.audio.some(({ stream }) => stream === index));
  const all = [...(mapping.video === null ? [] : [mapping.video]), ...audio];
  return [...new Set(all.map(({ File }) => File))];
}
