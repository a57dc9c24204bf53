import { z } from "zod";
import { publishingStorageSchema } from "./storage.ts";

/** JPEG pictures at given parts of the film; `%` in `Pattern` is the number of the picture, from 1. */
export const imageExtractionSchema = z
  .strictObject({
    Quality: z.int().min(1).max(100).default(85),
    Intervals: z
      .array(z.number().min(0).max(100))
      .min(1)
      .max(100)
      .meta({ description: "Where the pictures are taken, in per cent of the film's duration." }),
    Pattern: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[A-Za-z0-9._%-]+$/u, "expected a file name of letters, digits, '.', '_', '-' and one '%'")
      .refine((pattern) => pattern.split("%").length === 2, "expected exactly one '%'")
      .refine((pattern) => /\.jpe?g$/iu.test(pattern), "expected the ending .jpg or .jpeg")
      .refine((pattern) => !pattern.startsWith("."), "expected no leading '.'")
      .default("image_%.jpg")
      .meta({ description: "File name with exactly one %, the number of the picture from 1." }),
    Location: publishingStorageSchema
      .optional()
      .meta({ description: "Where the pictures go; beside the film when left out." }),
  })
  .meta({ id: "ImageExtraction", description: "JPEG pictures of the film." });

/** Tiled thumbnails for scrubbing. `DurationInSeconds` is the time between two thumbnails. */
export const thumbnailsSchema = z
  .strictObject({
    Generate: z.boolean().default(true),
    Width: z.int().min(24).max(7680).default(384),
    Height: z.int().min(24).max(4320).default(216),
    DurationInSeconds: z.number().min(0.1).max(3600).optional().meta({
      description: "Seconds between two thumbnails; 2 for films below 1 minute, 5 up to 30 minutes, 10 above.",
    }),
  })
  .meta({ id: "Thumbnails", description: "Tiled thumbnails for scrubbing." });

export type ImageExtraction = z.output<typeof imageExtractionSchema>;
export type Thumbnails = z.output<typeof thumbnailsSchema>;
