import assert from "node:assert/strict";
import { test } from "node:test";
import { minimalDescription } from "../testing/minimal-description.ts";
import { contentProcessingSchema } from "./content-processing.ts";
import { imageExtractionSchema, thumbnailsSchema } from "./images.ts";
import { mediaMappingsSchema } from "./media-mappings.ts";
import { parseJobDescription } from "./parse-job-description.ts";

/**
 * What becomes of a documented value: `taken` as it stands, or `later`: refused as not supported yet.
 * An array holds the outcome for several values.
 */
type Outcomes = readonly (readonly [value: unknown, outcome: "taken" | "later"])[];

interface DocumentedObject {
  /** Puts the object's properties into a whole description. */
  readonly place: (properties: Record<string, unknown>) => Record<string, unknown>;
  /** The path of the object's properties. */
  readonly path: string;
  readonly properties: Readonly<Record<string, Outcomes>>;
}

const taken = (...values: unknown[]): Outcomes => values.map((value) => [value, "taken"] as const);
const later = (...values: unknown[]): Outcomes => values.map((value) => [value, "later"] as const);
const key = { DrmProtection: "Base64Key", KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11" };
const webhookSecret = (bytes: number) => `whsec_${btoa("k".repeat(bytes))}`;
const contentKey = "AAECAwQFBgcICQoLDA0ODw==";

const cloudStorage = {
  Endpoint: later("https://s3.example.com"),
  Region: later("eu-central-1"),
  ForcePathStyle: later(true, false),
  RoleArnToAssume: later("arn:aws:iam::1:role/x"),
  RoleSessionDurationInSeconds: later(3600),
};

const storage = (property: "ContentAcquisition" | "ContentPublishing"): DocumentedObject => ({
  path: property,
  place: (properties) => minimalDescription({ [property]: { Provider: "Local", UriPath: "/folder", ...properties } }),
  properties: {
    Provider: [...taken("Local"), ...later("Ftps", "AmazonS3", "AzureBlob", "S3Compatible", "Sftp")],
    UriPath: taken("/folder", "file:///folder"),
    CredentialsProtection: [...taken("Unencrypted"), ...later("Encrypted")],
    ...cloudStorage,
  },
});

const imageLocation: DocumentedObject = {
  path: "ImageExtraction.Location",
  place: (properties) =>
    minimalDescription({
      ImageExtraction: { Intervals: [1], Location: { Provider: "Local", UriPath: "/folder", ...properties } },
    }),
  properties: storage("ContentPublishing").properties,
};

const httpStorage: DocumentedObject = {
  path: "ContentAcquisition",
  place: (properties) => {
    const file = "UriPaths" in properties ? {} : { UriPath: "https://example.com/film.mp4" };
    const name = "CredentialsSecret" in properties ? { CredentialsName: "user" } : {};
    const secret = "CredentialsName" in properties ? { CredentialsSecret: "secret" } : {};
    return minimalDescription({ ContentAcquisition: { Provider: "Http", ...file, ...name, ...secret, ...properties } });
  },
  properties: {
    Provider: taken("Http"),
    UriPath: taken("https://example.com/film.mp4", "http://example.com/film.mp4?sig=1"),
    UriPaths: taken(["https://example.com/1.mp4", "https://example.com/2.vtt"]),
    CredentialsName: taken("user"),
    CredentialsSecret: taken("secret"),
    ...cloudStorage,
  },
};

const mediaMappings: DocumentedObject = {
  path: "MediaMappings",
  place: (properties) => minimalDescription({ MediaMappings: { VideoStreamExpression: "mp4$", ...properties } }),
  properties: {
    MediaDetection: taken("Regex", "Convention"),
    FallbackLanguageCode: taken("en", null, "eng", "en-US", "es-419"),
    FailOnUnrecognisedLanguageCodes: taken(true, false),
    FailOnIgnoredFiles: taken(true, false),
    FailOnIgnoredTracks: taken(true, false),
    VideoStreamExpression: taken("^film\\.mp4$"),
    AudioFileLanguageExpression: taken("_(.+)\\.wav$"),
    DescriptiveAudioFileLanguageExpression: taken("_(.+)\\.wav$"),
    SubtitleFileLanguageExpression: taken("_(.+)\\.vtt$"),
    CaptionFileLanguageExpression: taken("_(.+)\\.vtt$"),
    AudioStreams: taken([], [{ Language: "en", FileNameExpression: "a" }]),
    SubtitleStreams: taken([], [{ Language: "en", FileNameExpression: "a" }]),
    CaptionStreams: taken([], [{ Language: "en", FileNameExpression: "a" }]),
    AudioLanguages: taken(["en", "de"]),
    SubtitleLanguages: taken(["en"]),
    CaptionLanguages: taken(["en"]),
    FailOnNoVideoTracks: taken(true, false),
    FailOnNoAudioTracks: taken(true, false),
    FailOnNoSubtitleTracks: taken(true, false),
    FailOnNoCaptionTracks: taken(true, false),
    AudioMappings: taken({ VideoStreamAudioTracks: [{ TrackIndices: [1, 2], Language: "en" }] }),
  },
};

const contentProcessing: DocumentedObject = {
  path: "ContentProcessing",
  place: (properties) => {
    const withKey = "KeyId" in properties || "ContentKey" in properties || "ExplicitIV" in properties;
    const protection = withKey || "DrmSystems" in properties ? { ...key, ContentKey: contentKey } : {};
    const base64Key = properties["DrmProtection"] === "Base64Key" ? { KeyId: key.KeyId, ContentKey: contentKey } : {};
    return minimalDescription({
      ContentProcessing: { OutputFormat: ["Cmaf"], ...protection, ...base64Key, ...properties },
    });
  },
  properties: {
    OutputFormat: taken(["Cmaf"]),
    VideoFormat: [...taken("H264"), ...later("H265", "Av1", "Vp9", "DoNotEncode")],
    OptimizeFor: taken("Balance", "Speed", "Quality"),
    EncodingMode: [...taken("Default"), ...later("PerTitle")],
    BitrateLadder: [...taken("V2"), ...later("V1")],
    VideoRepresentations: taken(
      [{ Width: 640, Height: 360, BitrateInKbps: 800 }],
      [{ Height: 360, BitrateInKbps: 800 }],
    ),
    AudioRepresentations: taken([{ BitrateInKbps: 128, Sound: "5.1", AudioFormat: "AAC", Create: "OnMatchingSound" }]),
    SegmentDurationInSeconds: taken(4, 2.5),
    DrmProtection: [...taken("None", "Base64Key"), ...later("MultiKey", "Cpix", "Managed")],
    KeyId: taken(key.KeyId),
    ContentKey: taken(contentKey),
    ExplicitIV: taken("000102030405060708090a0b0c0d0e0f"),
    Keys: later([{ Label: "sd", KeyId: key.KeyId, ContentKey: contentKey }]),
    CpixUrl: later("https://keys.example.com/cpix"),
    DrmManaged: later({}),
    ProtectionScheme: taken("cbcs", "cenc"),
    DrmSystems: taken(["Widevine", "PlayReady", "FairPlay", "ClearKey"]),
    NormalizeAudio: [...taken(false), ...later(true)],
    VisibleVideoWatermarks: later([{ WatermarkFileName: "logo.png" }]),
    Archiving: [...taken("None"), ...later("Tar", "SingleTar")],
    Naming: taken({ ManifestName: "film" }),
    SegmentFormat: later("Fmp4"),
    VideoSyncMethod: [...taken("Auto"), ...later("Cfr", "Vfr", "PassThrough")],
    AvoidNegativeVideoTimestamps: later(true, false),
    SearchForOptimalNearbyResolutions: [...taken(false), ...later(true)],
    ForcePixelAspectRatioTo1: later(true, false),
    ForceAspectRatioToStandard: [...taken(false), ...later(true)],
    ExtractAndApplyHDR: [...taken(false), ...later(true)],
    ExtractAndApplyHDR10Plus: [...taken(false), ...later(true)],
    UseHighestPossibleBitrate: [...taken(false), ...later(true)],
    DeleteFilesFromSourceWhenDone: [...taken(false), ...later(true)],
    Sound: later("Stereo"),
    UseNativeLanguageNames: [...taken(false), ...later(true)],
  },
};

const imageExtraction: DocumentedObject = {
  path: "ImageExtraction",
  place: (properties) => minimalDescription({ ImageExtraction: { Intervals: [50], ...properties } }),
  properties: {
    Quality: taken(1, 100),
    Intervals: taken([10, 50, 90], [0, 100]),
    Pattern: taken("preview_%.jpg"),
    Location: taken({ Provider: "Local", UriPath: "/pictures" }),
  },
};

const thumbnails: DocumentedObject = {
  path: "Thumbnails",
  place: (properties) => minimalDescription({ Thumbnails: properties }),
  properties: {
    Generate: taken(true, false),
    Width: taken(24, 7680),
    Height: taken(24, 4320),
    DurationInSeconds: taken(2),
  },
};

const wholeMessage: DocumentedObject = {
  path: "",
  place: (properties) => minimalDescription(properties),
  properties: {
    ExternalId: taken("film-42"),
    ExternalType: taken("movie"),
    ExternalProvider: taken("catalog"),
    UserData: taken({ any: ["object"] }),
    IdempotencyKey: taken("film-42-v3"),
    Priority: taken(0, -10, 10),
    MessagePublishers: taken([]),
  },
};

const rabbitMq: DocumentedObject = {
  path: "MessagePublishers[0]",
  place: (properties) => {
    const queue = "Exchange" in properties || "RoutingKey" in properties ? { Exchange: "events" } : { Queue: "events" };
    const user = { CredentialsName: "user", CredentialsSecret: "secret" };
    const publisher = { Type: "RabbitMq", Host: "broker", ...queue, ...user, ...properties };
    return minimalDescription({ MessagePublishers: [publisher] });
  },
  properties: {
    Type: taken("RabbitMq"),
    Format: taken("Json", "CloudEvents"),
    Protocol: taken("amqp", "amqps"),
    Host: taken("broker", "10.0.0.1", "::1"),
    Port: taken(5672),
    VirtualHost: taken("/"),
    Queue: taken("events"),
    Exchange: taken("events"),
    RoutingKey: taken("encoding"),
    CredentialsName: taken("user"),
    CredentialsSecret: taken("secret"),
    CredentialsProtection: [...taken("Unencrypted"), ...later("Encrypted")],
  },
};

const serviceBusConnection = "Endpoint=sb://ns.example/;SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0";

const azureServiceBus: DocumentedObject = {
  path: "MessagePublishers[0]",
  place: (properties) => {
    const queue = "Topic" in properties ? {} : { Queue: "events" };
    const publisher = { Type: "AzureServiceBus", Connection: serviceBusConnection, ...queue, ...properties };
    return minimalDescription({ MessagePublishers: [publisher] });
  },
  properties: {
    Type: taken("AzureServiceBus", "AzureServiceBusQueue"),
    Format: taken("Json", "CloudEvents"),
    Connection: taken(serviceBusConnection, `${serviceBusConnection};EntityPath=Events`),
    Queue: taken("events", "films/events"),
    Topic: taken("events"),
  },
};

const files: DocumentedObject = {
  path: "MessagePublishers[0]",
  place: (properties) =>
    minimalDescription({ MessagePublishers: [{ Type: "Files", UriPath: "/events", ...properties }] }),
  properties: { Type: taken("Files"), UriPath: taken("/events"), Format: taken("Json", "CloudEvents") },
};

const webhook: DocumentedObject = {
  path: "MessagePublishers[0]",
  place: (properties) => {
    const publisher = { Type: "Webhook", Url: "https://example.com/events", Secret: webhookSecret(24), ...properties };
    return minimalDescription({ MessagePublishers: [publisher] });
  },
  properties: {
    Type: taken("Webhook"),
    Format: taken("Json", "CloudEvents"),
    Url: taken("https://example.com/events", "http://10.0.0.1:8080/events?token=1"),
    Secret: taken(...[24, 25, 26, 62, 63, 64].map(webhookSecret)),
  },
};

const amazonSqs: DocumentedObject = {
  path: "MessagePublishers[0]",
  place: (properties) => {
    const user = { CredentialsName: "AKIDEXAMPLE", CredentialsSecret: "secret" };
    const role = { RoleArnToAssume: "arn:aws:iam::123456789012:role/reelbus" };
    const QueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/events";
    return minimalDescription({
      MessagePublishers: [{ Type: "AmazonSqs", QueueUrl, ...user, ...role, ...properties }],
    });
  },
  properties: {
    Type: taken("AmazonSqs"),
    Format: taken("Json", "CloudEvents"),
    QueueUrl: taken("https://sqs.eu-central-1.amazonaws.com/123456789012/events.fifo"),
    Region: taken("eu-central-1"),
    Endpoint: taken("https://vpce-1.sqs.eu-central-1.vpce.amazonaws.com"),
    CredentialsName: taken("AKIDEXAMPLE"),
    CredentialsSecret: taken("secret"),
    CredentialsProtection: [...taken("Unencrypted"), ...later("Encrypted")],
    RoleArnToAssume: taken("arn:aws-cn:iam::123456789012:role/path/reelbus"),
    RoleExternalId: taken("2f", "a-b:c/d=e+f,g.h@i_j"),
    RoleSessionDurationInSeconds: taken(900, 43_200),
  },
};

const ftps: DocumentedObject = {
  path: "MessagePublishers[0]",
  place: (properties) => {
    const user = { CredentialsName: "user", CredentialsSecret: "secret" };
    const publisher = { Type: "Ftps", UriPath: "ftpes://host/events", ...user, ...properties };
    return minimalDescription({ MessagePublishers: [publisher] });
  },
  properties: {
    Type: taken("Ftps"),
    Format: taken("Json", "CloudEvents"),
    UriPath: taken("ftp://host", "ftpes://host:2121/events", "ftps://host//srv/events"),
    CredentialsName: taken("user"),
    CredentialsSecret: taken("secret"),
    CredentialsProtection: [...taken("Unencrypted"), ...later("Encrypted")],
  },
};

const documented: Readonly<Record<string, DocumentedObject>> = {
  "the message": wholeMessage,
  "ContentAcquisition, Local": storage("ContentAcquisition"),
  "ContentAcquisition, Http": httpStorage,
  ContentPublishing: storage("ContentPublishing"),
  MediaMappings: mediaMappings,
  ContentProcessing: contentProcessing,
  ImageExtraction: imageExtraction,
  "ImageExtraction.Location": imageLocation,
  Thumbnails: thumbnails,
  "MessagePublishers, RabbitMq": rabbitMq,
  "MessagePublishers, AmazonSqs": amazonSqs,
  "MessagePublishers, AzureServiceBus": azureServiceBus,
  "MessagePublishers, Files": files,
  "MessagePublishers, Webhook": webhook,
  "MessagePublishers, Ftps": ftps,
};

for (const [name, { path, place, properties }] of Object.entries(documented))
  test(`every documented property of ${name} is taken, or refused as not supported yet`, () => {
    for (const [property, outcomes] of Object.entries(properties))
      for (const [value, outcome] of outcomes) {
        const parsed = parseJobDescription(place({ [property]: value }));
        const problems = parsed.ok ? [] : parsed.problems.map((problem) => `${problem.Path}: ${problem.Reason}`);
        const at = path === "" ? property : `${path}.${property}`;
        const expected = outcome === "taken" ? [] : [`${at}: not-supported-yet`];
        assert.deepEqual(problems, expected, `${property} = ${JSON.stringify(value)}`);
      }
  });

test("output formats that come later are refused by their place in the list", () => {
  const parsed = parseJobDescription(minimalDescription({ ContentProcessing: { OutputFormat: ["Dash", "Hls"] } }));
  assert.ok(!parsed.ok);
  assert.deepEqual(
    parsed.problems.map((problem) => [problem.Path, problem.Reason]),
    [
      ["ContentProcessing.OutputFormat[0]", "not-supported-yet"],
      ["ContentProcessing.OutputFormat[1]", "not-supported-yet"],
    ],
  );
});

test("audio formats that come later are refused by their place in the list", () => {
  const AudioRepresentations = [{ BitrateInKbps: 128, AudioFormat: "Opus" }];
  const parsed = parseJobDescription(
    minimalDescription({ ContentProcessing: { OutputFormat: ["Cmaf"], AudioRepresentations } }),
  );
  assert.ok(!parsed.ok);
  assert.deepEqual(
    parsed.problems.map((problem) => [problem.Path, problem.Reason]),
    [["ContentProcessing.AudioRepresentations[0].AudioFormat", "not-supported-yet"]],
  );
});

test("the tables above name every property that there is", () => {
  const pairs = [
    [mediaMappings, mediaMappingsSchema],
    [contentProcessing, contentProcessingSchema],
    [imageExtraction, imageExtractionSchema],
    [thumbnails, thumbnailsSchema],
  ] as const;
  for (const [{ path, properties }, schema] of pairs)
    assert.deepEqual(Object.keys(properties).sort(), Object.keys(schema.shape).sort(), path);
});
