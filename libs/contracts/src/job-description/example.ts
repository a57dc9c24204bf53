import type { JobDescriptionInput } from "./job-description.ts";

/** A job description that uses most of what there is. */
export const jobDescriptionExample = {
  ExternalId: "film-42",
  ExternalType: "movie",
  ExternalProvider: "catalog",
  ContentAcquisition: { Provider: "Local", UriPath: "/srv/in/film-42" },
  MediaMappings: { MediaDetection: "Convention", FallbackLanguageCode: "en" },
  ContentProcessing: {
    OutputFormat: ["Cmaf"],
    VideoFormat: "H264",
    OptimizeFor: "Balance",
    DrmProtection: "Base64Key",
    KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11",
    ContentKey: "AAECAwQFBgcICQoLDA0ODw==",
  },
  ImageExtraction: { Quality: 85, Intervals: [10, 50, 90], Pattern: "preview_%.jpg" },
  Thumbnails: { Generate: true },
  ContentPublishing: { Provider: "Local", UriPath: "/srv/out/film-42" },
  MessagePublishers: [
    {
      Type: "RabbitMq",
      Protocol: "amqps",
      Host: "broker.example.com",
      Queue: "encoding-events",
      CredentialsName: "reelbus",
      CredentialsSecret: "a password",
    },
  ],
  UserData: { requestedBy: "catalogue" },
  IdempotencyKey: "film-42-v3",
  Priority: 0,
} satisfies JobDescriptionInput;
