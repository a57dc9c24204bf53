import type { JobDescriptionInput } from "@reelbus/contracts";
import type { EventQueue } from "./event-queue.ts";

/** The job that every client posts; what it names is never opened. */
export function benchJob({ publisher }: EventQueue): JobDescriptionInput {
  return {
    ExternalId: "film-42",
    ExternalType: "movie",
    ContentAcquisition: { Provider: "Local", UriPath: "/films/film-42" },
    MediaMappings: { MediaDetection: "Convention", FallbackLanguageCode: "en" },
    ContentProcessing: { OutputFormat: ["Cmaf"] },
    ContentPublishing: { Provider: "Local", UriPath: "/published/film-42" },
    MessagePublishers: [publisher],
  };
}
