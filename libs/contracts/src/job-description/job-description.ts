import { z } from "zod";
import { rule } from "../common/rule.ts";
import { userDataSchema } from "../common/user-data.ts";
import { contentProcessingSchema } from "./content-processing.ts";
import { imageExtractionSchema, thumbnailsSchema } from "./images.ts";
import { mediaMappingsSchema } from "./media-mappings.ts";
import { messagePublisherSchema } from "./message-publishers.ts";
import {
  acquisitionStorageSchema,
  isPublishedIntoSource,
  publishingStorageSchema,
  type AcquisitionStorage,
  type PublishingStorage,
} from "./storage.ts";

/** How large the JSON of a job description may be. */
export const JOB_DESCRIPTION_LIMIT_BYTES = 1_048_576;

/**
 * How many bytes a job description may take as it is stored and passed between services: redacted, with its defaults
 * filled in, and its sealed secrets. It leaves room beside it for what the phases find, in a message of the bus.
 */
export const STORED_DESCRIPTION_LIMIT_BYTES = 786_432;

const label = z.string().min(1).max(255);

const MOST_PUBLISHERS = 5;
const TOO_MANY_PUBLISHERS = `expected at most ${MOST_PUBLISHERS} items`;

/** zod looks at no item of an array above its `max`; the problems of a few too many are told with the others. */
const PUBLISHERS_LOOKED_AT = 50;

/** Arguments of zod's `refine`; runs beside problems of the items. */
const fewPublishers: [check: (items: readonly unknown[]) => boolean, params: z.core.$ZodCustomParams] = [
  (items) => items.length <= MOST_PUBLISHERS,
  { error: TOO_MANY_PUBLISHERS, when: (payload) => Array.isArray(payload.value) },
];

interface Storages {
  readonly ContentAcquisition: AcquisitionStorage;
  readonly ContentPublishing: PublishingStorage;
}

const targetIsNoSource = rule<Storages, keyof Storages>(
  ["ContentAcquisition", "ContentPublishing"],
  ({ ContentAcquisition, ContentPublishing }, { refuse }) => {
    if (isPublishedIntoSource(ContentAcquisition, ContentPublishing))
      refuse(
        ["ContentPublishing", "UriPath"],
        "expected a folder outside ContentAcquisition.UriPath, or the outputs would be the next job's source",
      );
  },
);

/**
 * The job description message that a customer posts.
 *
 * Without `MediaMappings` the files are detected by convention: regular expressions, the default of a given
 * `MediaMappings`, could not name a video file.
 */
export const jobDescriptionSchema = z
  .strictObject({
    ExternalId: label.optional().meta({ description: "Your own name for the job; echoed in every event." }),
    ExternalType: label.optional().meta({ description: "Echoed in every event." }),
    ExternalProvider: label.optional().meta({ description: "Echoed in every event." }),
    ContentAcquisition: acquisitionStorageSchema,
    MediaMappings: mediaMappingsSchema.default(() => mediaMappingsSchema.parse({ MediaDetection: "Convention" })),
    ContentProcessing: contentProcessingSchema,
    ImageExtraction: imageExtractionSchema.optional(),
    Thumbnails: thumbnailsSchema.optional(),
    ContentPublishing: publishingStorageSchema,
    MessagePublishers: z
      .array(messagePublisherSchema)
      .max(PUBLISHERS_LOOKED_AT, TOO_MANY_PUBLISHERS)
      .refine(...fewPublishers)
      .default([])
      .meta({ description: "Each one receives every lifecycle event of the job.", maxItems: MOST_PUBLISHERS }),
    UserData: userDataSchema.optional(),
    IdempotencyKey: label.optional().meta({
      description: "The same key with the same job description is the same job, however often it is posted.",
    }),
    Priority: z
      .int()
      .min(-10)
      .max(10)
      .default(0)
      .meta({ description: "Jobs of a higher priority are dispatched first." }),
  })
  .superRefine(...targetIsNoSource)
  .meta({ id: "JobDescription", title: "Job description message" });

/** A job description as a customer writes it: defaults may be missing. */
export type JobDescriptionInput = z.input<typeof jobDescriptionSchema>;
/** A parsed job description: defaults filled in, enumeration values in their documented spelling. */
export type JobDescription = z.output<typeof jobDescriptionSchema>;
