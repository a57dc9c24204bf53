import { z } from "zod";
import { relativePathSchema } from "../common/primitives.ts";
import { outputSchema } from "./output.ts";
import { encodedRepresentationSchema, plannedRepresentationSchema, thumbnailSetSchema } from "./representations.ts";
import { audioStreamSchema, textStreamSchema, videoStreamSchema } from "./streams.ts";

/** A folder of the workspace, relative to its root: `<job>/<phase>/<attempt>.<delivery>`. */
const workspaceFolder = relativePathSchema;
const fileCount = z.int().nonnegative();
const sizeBytes = z.int().nonnegative();

export const preValidationResultSchema = z.strictObject({});

/** The source files, now below `folder`; `path` is relative to it. */
export const acquisitionResultSchema = z.strictObject({
  folder: workspaceFolder,
  files: z.array(z.strictObject({ path: relativePathSchema, sizeBytes })),
});

/**
 * Which streams were found; `File`s are relative to `sourceFolder`. `video` is null for a film without picture.
 * `durationSeconds` is the film's: picture and sound, whichever is longer. `videoStartSeconds`: when the first frame is
 * shown, counted from the start of its file.
 */
export const mediaMappingResultSchema = z.strictObject({
  sourceFolder: workspaceFolder,
  video: videoStreamSchema.nullable(),
  audio: z.array(audioStreamSchema),
  subtitles: z.array(textStreamSchema),
  captions: z.array(textStreamSchema),
  ignoredFiles: z.array(z.string()),
  warnings: z.array(z.string()),
  durationSeconds: z.number().nonnegative(),
  videoStartSeconds: z.number().nonnegative(),
});

/** What an encoding is going to make, told when it starts. */
export const encodingPlanSchema = z.strictObject({
  videoFormat: z.string(),
  optimizeFor: z.string(),
  representations: z.array(plannedRepresentationSchema),
});

/**
 * The packaged film in `folder`. Manifest paths are relative to it. `images` holds the pictures and thumbnail sheets that
 * the encoder's decode gave; null when none were asked for.
 */
export const encodingResultSchema = z.strictObject({
  folder: workspaceFolder,
  images: workspaceFolder.nullable(),
  plan: encodingPlanSchema,
  representations: z.array(encodedRepresentationSchema),
  manifests: z.strictObject({ dash: relativePathSchema, hls: relativePathSchema }),
  warnings: z.array(z.string()),
});

/**
 * Pictures in `folder`, and in it the manifests once more where thumbnails were added to them: publishing lays
 * this folder over the encoding's. `folder` is null when nothing was asked for.
 */
export const imageExtractionResultSchema = z.strictObject({
  folder: workspaceFolder.nullable(),
  relativePath: z.string(),
  images: z.array(relativePathSchema),
  thumbnails: thumbnailSetSchema.nullable(),
  warnings: z.array(z.string()),
});

/** What was published where. `location` and the links in `output` are URLs for the customer. */
export const publishingResultSchema = z.strictObject({
  published: z
    .array(
      z.strictObject({
        type: z.enum(["dash", "hls", "cmaf"]),
        location: z.string(),
        totalFiles: fileCount,
        totalSizeBytes: sizeBytes,
      }),
    )
    .min(1),
  output: outputSchema,
});

export type AcquisitionResult = z.output<typeof acquisitionResultSchema>;
export type MediaMappingResult = z.output<typeof mediaMappingResultSchema>;
export type EncodingPlan = z.output<typeof encodingPlanSchema>;
export type EncodingResult = z.output<typeof encodingResultSchema>;
export type ImageExtractionResult = z.output<typeof imageExtractionResultSchema>;
export type PublishingResult = z.output<typeof publishingResultSchema>;
