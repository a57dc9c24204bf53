import { z } from "zod";
import { percentSchema } from "../common/primitives.ts";
import { errorFields } from "../errors/error-fields.ts";
import { jobDescriptionSchema } from "../job-description/job-description.ts";
import {
  encodedRepresentationSchema,
  plannedRepresentationSchema,
  thumbnailSetSchema,
} from "../phases/representations.ts";
import { outputSchema } from "../phases/output.ts";
import type { Phase } from "../phases/phase.ts";
import { audioStreamSchema, textStreamSchema, videoStreamSchema } from "../phases/streams.ts";
import type { PublisherTestEvent } from "./publisher-test.ts";

const count = z.int().nonnegative();
const sizeBytes = z.int().nonnegative();
const seconds = z.number().nonnegative();
const languages = z.array(z.string());
const warnings = z.array(z.string());

/**
 * The payload of each lifecycle event, in the order of a job that succeeds. To add a field: add it here, fill it
 * in job-lifecycle, run `npm run generate`.
 */
export const eventPayloads = {
  JobCreated: {
    JobDescription: jobDescriptionSchema.meta({ description: "The job description without any secret." }),
    MessagePublisherTypes: z.array(z.string()),
  },
  AcquisitionProgress: {
    Progress: percentSchema,
    BytesAcquired: sizeBytes,
    TotalBytes: sizeBytes.nullable().meta({ description: "null while the source has not told." }),
  },
  ContentAcquired: { TotalFiles: count, TotalFilesSizeInBytes: sizeBytes },
  ContentMapped: {
    VideoStream: videoStreamSchema.nullable(),
    AudioStreams: z.array(audioStreamSchema),
    SubtitleStreams: z.array(textStreamSchema),
    CaptionStreams: z.array(textStreamSchema),
    IgnoredFiles: z.array(z.string()),
    Warnings: warnings,
  },
  ContentPreProcessed: {
    AudioLanguages: languages,
    SubtitleLanguages: languages,
    CaptionLanguages: languages,
    VideoDurationInSeconds: seconds,
  },
  VideoEncodingStarted: {
    VideoFormat: z.string(),
    OptimizeFor: z.string(),
    Representations: z.array(plannedRepresentationSchema),
    Bitrates: z.array(z.int().positive()).meta({ description: "kbps, one a representation" }),
  },
  EncodingProgress: {
    Progress: percentSchema,
    Speed: z.number().nonnegative().nullable().meta({ description: "Times real time; null while unknown." }),
    EstimatedSecondsLeft: seconds.nullable(),
  },
  EncodingFinished: { Representations: z.array(encodedRepresentationSchema) },
  ImagesExtracted: {
    RelativePath: z.string().meta({ description: "Folder of the pictures below the published location." }),
    Images: z.array(z.string()),
    Thumbnails: thumbnailSetSchema.nullable(),
  },
  ContentPublished: {
    Type: z.enum(["dash", "hls", "cmaf"]),
    Location: z.string(),
    TotalFiles: count,
    TotalSizeInBytes: sizeBytes,
  },
  JobSuccess: {
    Output: outputSchema,
    QueueWaitSeconds: seconds,
    ProcessingSeconds: seconds,
    Warnings: warnings,
  },
  FinalError: errorFields,
} as const satisfies Record<string, z.ZodRawShape>;

export type EventType = keyof typeof eventPayloads;

/** The phase that each event reports under; a FinalError of any phase is published under Publishing. */
export const PHASE_OF_EVENT: Readonly<Record<EventType, Phase>> = {
  JobCreated: "Pre-Validation",
  AcquisitionProgress: "Acquisition",
  ContentAcquired: "Acquisition",
  ContentMapped: "Media Mapping",
  ContentPreProcessed: "Media Mapping",
  VideoEncodingStarted: "Encoding",
  EncodingProgress: "Encoding",
  EncodingFinished: "Encoding",
  ImagesExtracted: "Image Extraction",
  ContentPublished: "Publishing",
  JobSuccess: "Publishing",
  FinalError: "Publishing",
};

export const EVENT_TYPES = Object.keys(eventPayloads) as readonly EventType[];

/** Whether a job ends with this event. */
export function isTerminal(type: EventType | PublisherTestEvent["EventType"]): type is "JobSuccess" | "FinalError" {
  return type === "JobSuccess" || type === "FinalError";
}
