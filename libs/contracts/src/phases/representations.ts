import { z } from "zod";

/** A rung that is going to be encoded. */
export const plannedRepresentationSchema = z
  .strictObject({
    Width: z.int().positive(),
    Height: z.int().positive(),
    BitrateInKbps: z.int().positive(),
  })
  .meta({ id: "PlannedRepresentation" });

/** A representation as it was made and measured. */
export const encodedRepresentationSchema = z
  .strictObject({
    Label: z.enum(["audio", "sd", "hd", "uhd1", "text"]).meta({ description: "The label that a content key names." }),
    Type: z.enum(["video", "audio", "text"]),
    Format: z.string().meta({ description: "H264, AAC, WebVTT" }),
    Codecs: z.string().meta({ description: "RFC 6381, for example avc1.64001f" }),
    Width: z.int().positive().nullable(),
    Height: z.int().positive().nullable(),
    FrameRate: z.string().nullable(),
    Channels: z.int().positive().nullable(),
    AverageBitrateInKbps: z.int().nonnegative(),
    PeakBitrateInKbps: z.int().nonnegative(),
    Language: z.string().nullable(),
    Protection: z.strictObject({ Scheme: z.enum(["cbcs", "cenc"]), KeyId: z.string() }).nullable(),
  })
  .meta({ id: "EncodedRepresentation" });

/** Tiled thumbnails for scrubbing. Paths are relative to the published folder. */
export const thumbnailSetSchema = z
  .strictObject({
    Files: z.array(z.string()).min(1),
    Index: z.string().meta({ description: "WebVTT index of the tiles." }),
    Width: z.int().positive().meta({ description: "Pixels of one thumbnail." }),
    Height: z.int().positive(),
    Columns: z.int().positive(),
    Rows: z.int().positive(),
    IntervalInSeconds: z.number().positive(),
  })
  .meta({ id: "ThumbnailSet" });

export type PlannedRepresentation = z.output<typeof plannedRepresentationSchema>;
export type EncodedRepresentation = z.output<typeof encodedRepresentationSchema>;
export type ThumbnailSet = z.output<typeof thumbnailSetSchema>;
