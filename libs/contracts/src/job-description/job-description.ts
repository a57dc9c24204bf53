import { z } from "zod";
import { contentProcessingSchema } from "./content-processing.ts";
import { imageExtractionSchema, thumbnailsSchema } from "./images.ts";
import { mediaMappingsSchema } from "./media-mappings.ts";
import { messagePublisherSchema } from "./message-publishers.ts";
import { acquisitionStorageSchema, publishingStorageSchema } from "./storage.ts";

const USER_DATA_LIMIT_BYTES = 4096;
const label = z.string().min(1).max(255);

const userDataSchema = z
  .record(z.string(), z.json())
  .refine(
    (data) => new TextEncoder().encode(JSON.stringify(data)).length <= USER_DATA_LIMIT_BYTES,
    `expected at most ${USER_DATA_LIMIT_BYTES} bytes of JSON`,
  );

/**
 * The job description message that a customer posts.
 *
 * Without `MediaMappings` the files are detected by convention: regular expressions, the default of a given
 * `MediaMappings`, could not name a video file.
 */
export const jobDescriptionSchema = z
  .strictObject({
    ExternalId: label.optional(),
    ExternalType: label.optional(),
    ExternalProvider: label.optional(),
    ContentAcquisition: acquisitionStorageSchema,
    MediaMappings: mediaMappingsSchema.default(() => mediaMappingsSchema.parse({ MediaDetection: "Convention" })),
    ContentProcessing: contentProcessingSchema,
    ImageExtraction: imageExtractionSchema.optional(),
    Thumbnails: thumbnailsSchema.optional(),
    ContentPublishing: publishingStorageSchema,
    MessagePublishers: z.array(messagePublisherSchema).max(5).default([]),
    UserData: userDataSchema.optional(),
    IdempotencyKey: label.optional(),
    Priority: z
      .int()
      .min(-10)
      .max(10)
      .default(0)
      .meta({ description: "Jobs of a higher priority are dispatched first." }),
  })
  .meta({ id: "JobDescription", title: "Job description message" });

/** A job description as a customer writes it: defaults may be missing. */
export type JobDescriptionInput = z.input<typeof jobDescriptionSchema>;
/** A parsed job description: defaults filled in, enumeration values in their documented spelling. */
export type JobDescription = z.output<typeof jobDescriptionSchema>;
