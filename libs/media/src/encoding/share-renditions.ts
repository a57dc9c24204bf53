import type { MediaMappingResult } from "@reelbus/contracts";
import type { Renditions, VideoRendition } from "./renditions.ts";

/**
 * What scaling costs beside x264, in pixels coded for each pixel of the source. Measured with the default ladder of a
 * 1080p film at `medium`: 0.03 to 0.1.
 */
const SCALING_PER_SOURCE_PIXEL = 0.05;

/**
 * Shares what an encoding makes between two commands, so that both take about as long: rung by rung, the largest first,
 * each goes where less is to be done. Sound and images, which cost little, go there last.
 *
 * @returns one share when there are not two rungs to share.
 */
export function shareRenditions(mapping: Pick<MediaMappingResult, "video">, renditions: Renditions): Renditions[] {
  if (mapping.video === null || renditions.video.length < 2) return [renditions];
  const source = pixels(mapping.video);
  const costOf = ({ size }: VideoRendition) =>
    pixels(size) === source ? source : pixels(size) + SCALING_PER_SOURCE_PIXEL * source;
  const first: Share = { rungs: new Set(), cost: 0 };
  const second: Share = { rungs: new Set(), cost: 0 };
  const lighter = () => (second.cost < first.cost ? second : first);
  for (const rung of renditions.video.toSorted((a, b) => costOf(b) - costOf(a))) {
    const share = lighter();
    share.rungs.add(rung);
    share.cost += costOf(rung);
  }
  const rest = lighter();
  return [first, second].map((share) => {
    const video = renditions.video.filter((rung) => share.rungs.has(rung));
    return share === rest ? { ...renditions, video } : { ...renditions, video, audio: [], images: [] };
  });
}

interface Share {
  readonly rungs: Set<VideoRendition>;
  cost: number;
}

function pixels({ Width, Height }: { readonly Width: number; readonly Height: number }): number {
  return Width * Height;
}
