import type { JobDescriptionInput } from "@reelbus/contracts";

/** A job for phases that do nothing; what it names is never opened. */
export function emptyJob(publishers: NonNullable<JobDescriptionInput["MessagePublishers"]>): JobDescriptionInput {
  return {
    ExternalId: "film-42",
    ExternalType: "movie",
    ContentAcquisition: { Provider: "Local", UriPath: "/films/film-42" },
    MediaMappings: { MediaDetection: "Convention", FallbackLanguageCode: "en" },
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: "/published/film-42" },
    MessagePublishers: publishers,
  };
}
