import type { JobDescriptionInput } from "@reelbus/contracts";

/** The main job: every language found, the whole ladder, three pictures, thumbnails, events as files. */
export function demoJob(folders: { source: string; published: string; events: string }): JobDescriptionInput {
  return {
    ExternalId: "demo",
    ExternalType: "movie",
    ContentAcquisition: { Provider: "Local", UriPath: folders.source },
    MediaMappings: { MediaDetection: "Convention", FallbackLanguageCode: "en" },
    ContentProcessing: { OutputFormat: ["Cmaf"], VideoFormat: "H264", OptimizeFor: "Speed" },
    ImageExtraction: { Intervals: [10, 50, 90], Pattern: "preview_%.jpg" },
    Thumbnails: { Generate: true },
    ContentPublishing: { Provider: "Local", UriPath: folders.published },
    MessagePublishers: [{ Type: "Files", UriPath: folders.events }],
  };
}
