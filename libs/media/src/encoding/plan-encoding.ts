import type { ContentProcessing, EncodingPlan, MediaMappingResult } from "@reelbus/contracts";
import { audioGraph, audioOutput } from "./audio-encoding.ts";
import type { FfmpegCommand, FfmpegOutput } from "./ffmpeg-command.ts";
import type { Renditions } from "./renditions.ts";
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
 * The one command that makes all video, audio and images: each source stream is decoded once for all of them. ffmpeg
 * moves every file so that its earliest stream starts at 0; the streams of a file keep their distances.
 *
 * @param sourcePath gives the absolute path of a mapped file.
 * @returns null when there is neither video nor audio to make.
 */
export function planEncoding(
  mapping: MediaMappingResult,
  processing: ContentProcessing,
  renditions: Renditions,
  sourcePath: (file: string) => string,
): FfmpegCommand | null {
  const files = inputFiles(mapping, renditions);
  const filterGraphs: string[] = [];
  const outputs: FfmpegOutput[] = [];

  if (mapping.video !== null && renditions.video.length > 0) {
    const { graph, labels } = videoGraph(mapping.video, renditions);
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
    const { graph, labels } = audioGraph(stream, files.indexOf(stream.File), made);
    filterGraphs.push(graph);
    outputs.push(...made.map((rendition, position) => audioOutput(rendition, labels[position] ?? "")));
  }
  if (outputs.length === 0) return null;
  return { inputs: files.map((file) => ({ options: [], file: sourcePath(file) })), filterGraphs, outputs };
}

/** The files to read, each once, the video's first. */
function inputFiles(mapping: MediaMappingResult, renditions: Renditions): string[] {
  const audio = mapping.audio.filter((_, index) => renditions.audio.some(({ stream }) => stream === index));
  const all = [...(mapping.video === null ? [] : [mapping.video]), ...audio];
  return [...new Set(all.map(({ File }) => File))];
}
