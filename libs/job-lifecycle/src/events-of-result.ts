import type { EncodingPlan, EventDraft, Fact, MediaMappingResult } from "@reelbus/contracts";
import type { JobState } from "./job-state.ts";

type Finished = Extract<Fact, { kind: "finished" }>;

/** The events that a phase's result makes, without JobSuccess. Each phase's last progress is told here, as 100. */
export function eventsOfResult(state: JobState, fact: Finished): EventDraft[] {
  switch (fact.phase) {
    case "Pre-Validation":
      return [jobCreated(state)];
    case "Acquisition":
      return contentAcquired(fact.result.files.map((file) => file.sizeBytes));
    case "Media Mapping":
      return contentMapped(fact.result);
    case "Encoding":
      return [
        ...(state.encodingStarted ? [] : [videoEncodingStarted(fact.result.plan)]),
        { type: "EncodingProgress", payload: { Progress: 100, Speed: state.encodingSpeed, EstimatedSecondsLeft: 0 } },
        { type: "EncodingFinished", payload: { Representations: fact.result.representations } },
      ];
    case "Image Extraction": {
      const { relativePath, images, thumbnails } = fact.result;
      const payload = { RelativePath: relativePath, Images: images, Thumbnails: thumbnails };
      return [{ type: "ImagesExtracted", payload }];
    }
    case "Publishing":
      return fact.result.published.map((one) => ({
        type: "ContentPublished",
        payload: {
          Type: one.type,
          Location: one.location,
          TotalFiles: one.totalFiles,
          TotalSizeInBytes: one.totalSizeBytes,
        },
      }));
  }
}

/** An encoding has told what it makes. */
export function videoEncodingStarted(plan: EncodingPlan): EventDraft {
  return {
    type: "VideoEncodingStarted",
    payload: {
      VideoFormat: plan.videoFormat,
      OptimizeFor: plan.optimizeFor,
      Representations: plan.representations,
      Bitrates: plan.representations.map((rung) => rung.BitrateInKbps),
    },
  };
}

function jobCreated({ job }: JobState): EventDraft {
  const types = job.description.MessagePublishers.map((publisher) => publisher.Type);
  return { type: "JobCreated", payload: { JobDescription: job.description, MessagePublisherTypes: types } };
}

function contentAcquired(sizesBytes: readonly number[]): EventDraft[] {
  const total = sizesBytes.reduce((sum, size) => sum + size, 0);
  return [
    { type: "AcquisitionProgress", payload: { Progress: 100, BytesAcquired: total, TotalBytes: total } },
    { type: "ContentAcquired", payload: { TotalFiles: sizesBytes.length, TotalFilesSizeInBytes: total } },
  ];
}

function contentMapped(mapping: MediaMappingResult): EventDraft[] {
  return [
    {
      type: "ContentMapped",
      payload: {
        VideoStream: mapping.video,
        AudioStreams: mapping.audio,
        SubtitleStreams: mapping.subtitles,
        CaptionStreams: mapping.captions,
        IgnoredFiles: mapping.ignoredFiles,
        Warnings: mapping.warnings,
      },
    },
    {
      type: "ContentPreProcessed",
      payload: {
        AudioLanguages: languagesOf(mapping.audio),
        SubtitleLanguages: languagesOf(mapping.subtitles),
        CaptionLanguages: languagesOf(mapping.captions),
        VideoDurationInSeconds: mapping.durationSeconds,
      },
    },
  ];
}

/** Each language once, in the order of the streams. */
function languagesOf(streams: readonly { readonly Language: string | null }[]): string[] {
  return [...new Set(streams.map((stream) => stream.Language).filter((language) => language !== null))];
}
