import type { EncodedRepresentation } from "@reelbus/contracts";
import type { Renditions } from "../encoding/renditions.ts";
import type { MeasuredBitrate } from "./measure.ts";

/** What was measured of one rendition's packaged segments. */
export interface MeasuredRendition extends MeasuredBitrate {
  readonly codecs: string;
  readonly frameRate: string | null;
}

const SD_MAX_PIXELS = 576;
const HD_MAX_PIXELS = 1080;

/**
 * All representations, as made and measured, in the order video, audio, text.
 * @param measured by folder of the rendition; one that is missing was not packaged and is left out.
 */
export function describeRepresentations(
  renditions: Renditions,
  measured: ReadonlyMap<string, MeasuredRendition>,
  protection: EncodedRepresentation["Protection"],
): EncodedRepresentation[] {
  const video = renditions.video.flatMap(({ folder, size }) =>
    describe(measured.get(folder), {
      Label: videoLabel(size.Width, size.Height),
      Type: "video",
      Format: "H264",
      Width: size.Width,
      Height: size.Height,
      Protection: protection,
    }),
  );
  const audio = renditions.audio.flatMap(({ folder, channels, language }) =>
    describe(measured.get(folder), {
      Label: "audio",
      Type: "audio",
      Format: "AAC",
      Channels: channels,
      Language: language,
      Protection: protection,
    }),
  );
  const text = renditions.text.flatMap(({ folder, language }) =>
    describe(measured.get(folder), { Label: "text", Type: "text", Format: "WebVTT", Language: language }),
  );
  return [...video, ...audio, ...text];
}

type Known = Pick<EncodedRepresentation, "Label" | "Type" | "Format"> & Partial<EncodedRepresentation>;

function describe(measured: MeasuredRendition | undefined, known: Known): EncodedRepresentation[] {
  if (measured === undefined) return [];
  const representation = {
    Width: null,
    Height: null,
    Channels: null,
    Language: null,
    Protection: null,
    Codecs: measured.codecs,
    FrameRate: measured.frameRate,
    AverageBitrateInKbps: measured.averageKbps,
    PeakBitrateInKbps: measured.peakKbps,
    ...known,
  };
  return [representation];
}

/** The label that a content key names; the shorter side counts, so that an upright picture is not taken for a larger one. */
function videoLabel(width: number, height: number): "sd" | "hd" | "uhd1" {
  const pixels = Math.min(width, height);
  if (pixels <= SD_MAX_PIXELS) return "sd";
  return pixels <= HD_MAX_PIXELS ? "hd" : "uhd1";
}
