import type { ContentProcessing, PlannedRepresentation, VideoRepresentation } from "@reelbus/contracts";
import { fitSize, ownSize, type Box, type Size } from "./fit-size.ts";

/** Bit rates of ladder V2 for H.264: height of the rung and kbps. */
const H264_LADDER_V2 = [
  { height: 234, bitrateKbps: 320 },
  { height: 360, bitrateKbps: 860 },
  { height: 432, bitrateKbps: 1130 },
  { height: 540, bitrateKbps: 1590 },
  { height: 720, bitrateKbps: 2450 },
  { height: 1080, bitrateKbps: 4500 },
] as const;

const LADDER_ASPECT_RATIO = 16 / 9;
/** The lowest rate that the contract lets a customer ask for. */
const MIN_BITRATE_KBPS = 16;
/** Halving the pixels of a picture takes less than half of its bits away: what remains is harder to predict. */
const BITRATE_PER_PIXELS_EXPONENT = 0.75;

interface Rung {
  readonly box: Box;
  readonly bitrateKbps: number;
}

/**
 * The video representations to make, the largest first: the ladder, or the customer's `VideoRepresentations` in
 * place of it. A rung above the source's own size is left out. When all are, one remains at the source's own size,
 * with the lowest rung's bit rate scaled down to its pixels.
 *
 * A ladder's height names a 16:9 box (1080 is 1920x1080) that the picture fits into; for a portrait picture the box
 * stands upright. So a 1920x804 film keeps its 1080 rung at full size, and the ladder bounds what a player has
 * to decode whatever the aspect ratio. `VideoRepresentations` are taken as written.
 *
 * @param source the picture as shown: rotation and pixel shape applied.
 */
export function planVideoLadder(
  source: Size,
  processing: Pick<ContentProcessing, "VideoRepresentations">,
): PlannedRepresentation[] {
  const rungs = processing.VideoRepresentations?.map(rungOf) ?? ladderRungs(source);
  const fitting = rungs.flatMap((rung) => {
    const size = fitSize(source, rung.box);
    return size === null ? [] : [planned(size, rung.bitrateKbps)];
  });
  const remaining = fitting.length > 0 ? fitting : [ownSizeRepresentation(source, rungs)];
  return withoutTwins(remaining).sort(largestFirst);
}

function ladderRungs(source: Size): Rung[] {
  const portrait = source.height > source.width;
  return H264_LADDER_V2.map(({ height, bitrateKbps }) => {
    const longSide = height * LADDER_ASPECT_RATIO;
    return { box: portrait ? { width: height, height: longSide } : { width: longSide, height }, bitrateKbps };
  });
}

function rungOf({ Width, Height, BitrateInKbps }: VideoRepresentation): Rung {
  return { box: { width: Width, height: Height }, bitrateKbps: BitrateInKbps };
}

function ownSizeRepresentation(source: Size, rungs: readonly Rung[]): PlannedRepresentation {
  const lowest = rungs.reduce((low, rung) => (rung.bitrateKbps < low.bitrateKbps ? rung : low));
  const scale = Math.min(
    (lowest.box.width ?? Infinity) / source.width,
    (lowest.box.height ?? Infinity) / source.height,
  );
  const bitrateKbps = Math.round(lowest.bitrateKbps / scale ** (2 * BITRATE_PER_PIXELS_EXPONENT));
  return planned(ownSize(source), Math.max(MIN_BITRATE_KBPS, bitrateKbps));
}

function planned({ width, height }: Size, bitrateKbps: number): PlannedRepresentation {
  return { Width: width, Height: height, BitrateInKbps: bitrateKbps };
}

function withoutTwins(representations: readonly PlannedRepresentation[]): PlannedRepresentation[] {
  const seen = new Map(representations.map((one) => [`${one.Width}x${one.Height}@${one.BitrateInKbps}`, one]));
  return [...seen.values()];
}

function largestFirst(one: PlannedRepresentation, other: PlannedRepresentation): number {
  return other.Width * other.Height - one.Width * one.Height || other.BitrateInKbps - one.BitrateInKbps;
}
