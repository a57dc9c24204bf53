import assert from "node:assert/strict";
import { test } from "node:test";
import { minimalDescription } from "../testing/minimal-description.ts";
import { jobDescriptionExample } from "./example.ts";
import { regionOfQueueUrl } from "./publishers/amazon-sqs.ts";
import { parseJobDescription, parseJobDescriptionJson } from "./parse-job-description.ts";

/** `path: reason` of each problem, in order. */
function problemsOf(input: unknown): string[] {
  const parsed = parseJobDescription(input);
  return parsed.ok ? [] : parsed.problems.map(({ Path, Reason }) => `${Path}: ${Reason}`);
}

function messagesOf(input: unknown): string[] {
  const parsed = parseJobDescription(input);
  return parsed.ok ? [] : parsed.problems.map(({ Path, Message }) => `${Path}: ${Message}`);
}

const contentProcessing = (properties: object) =>
  minimalDescription({ ContentProcessing: { OutputFormat: ["Cmaf"], ...properties } });
const publishers = (...MessagePublishers: unknown[]) => minimalDescription({ MessagePublishers });
const rabbitMq = (properties: object) => publishers({ Type: "RabbitMq", Host: "broker", Queue: "q", ...properties });

test("a minimal description gets every default", () => {
  const parsed = parseJobDescription(minimalDescription());
  assert.ok(parsed.ok);
  const { MediaMappings, ContentProcessing, MessagePublishers, Priority, ...rest } = parsed.description;
  assert.equal(MediaMappings.MediaDetection, "Convention");
  assert.equal(MediaMappings.FallbackLanguageCode, "en");
  assert.equal(MediaMappings.FailOnNoVideoTracks, true);
  assert.deepEqual(ContentProcessing.AudioRepresentations, [
    { BitrateInKbps: 128, Sound: "Stereo", AudioFormat: "AAC", Create: "Always" },
    { BitrateInKbps: 64, Sound: "Mono", AudioFormat: "AAC", Create: "OnMatchingSound" },
  ]);
  assert.equal(ContentProcessing.SegmentDurationInSeconds, 4);
  assert.deepEqual(ContentProcessing.Naming, { ManifestName: "manifest" });
  assert.equal(ContentProcessing.VideoRepresentations, undefined);
  assert.deepEqual([MessagePublishers, Priority], [[], 0]);
  assert.deepEqual(Object.keys(rest).sort(), ["ContentAcquisition", "ContentPublishing"]);
});

test("wrong types and sizes are told in one voice", () => {
  const wrong = {
    Priority: "5",
    ExternalId: 5,
    ExternalType: "",
    IdempotencyKey: "x".repeat(256),
    MessagePublishers: {},
    UserData: [],
    ImageExtraction: { Quality: 1.5, Intervals: [101] },
    Thumbnails: { Generate: 1, Width: 1 },
    ContentProcessing: { OutputFormat: [] },
  };
  assert.deepEqual(messagesOf(minimalDescription(wrong)).toSorted(), [
    "ContentProcessing.OutputFormat: expected at least 1 item",
    "ExternalId: expected a string",
    "ExternalType: expected at least 1 character",
    "IdempotencyKey: expected at most 255 characters",
    "ImageExtraction.Intervals[0]: expected at most 100",
    "ImageExtraction.Quality: expected a whole number",
    "MessagePublishers: expected an array",
    "Priority: expected a number",
    "Thumbnails.Generate: expected true or false",
    "Thumbnails.Width: expected at least 24",
    "UserData: expected an object",
  ]);
  assert.deepEqual(messagesOf([]), [": expected an object"]);
});

test("given MediaMappings default to regular expressions, which need one for the video", () => {
  assert.deepEqual(problemsOf(minimalDescription({ MediaMappings: {} })), [
    "MediaMappings.VideoStreamExpression: missing-property",
  ]);
});

test("the example is accepted, and parsing what was parsed changes nothing", () => {
  const once = parseJobDescription(jobDescriptionExample);
  assert.ok(once.ok);
  assert.deepEqual(parseJobDescription(once.description), once);
});

test("enumerations are taken in any case and stored in the documented spelling", () => {
  const parsed = parseJobDescription({
    ContentAcquisition: {
      Provider: "HTTP",
      UriPath: "https://example.com/a.mp4",
      CredentialsProtection: "unencrypted",
    },
    MediaMappings: { MediaDetection: "CONVENTION" },
    ContentProcessing: {
      OutputFormat: ["CMAF"],
      VideoFormat: "h264",
      OptimizeFor: "speed",
      EncodingMode: "default",
      BitrateLadder: "v2",
      AudioRepresentations: [{ BitrateInKbps: 96, Sound: "mono", AudioFormat: "aac", Create: "onmatchingsound" }],
      DrmProtection: "BASE64KEY",
      KeyId: "1F9A0B6E-5C1D-4D3A-9A51-0D6B8A2C7E11",
      ContentKey: "AAECAwQFBgcICQoLDA0ODw==",
      ProtectionScheme: "CENC",
      DrmSystems: ["widevine"],
      Archiving: "none",
      VideoSyncMethod: "auto",
    },
    ContentPublishing: { Provider: "local", UriPath: "/out" },
    MessagePublishers: [
      { Type: "rabbitmq", Format: "cloudevents", Protocol: "AMQP", Host: "h", Queue: "q" },
      { Type: "FILES", UriPath: "/events", Format: "JSON" },
    ],
  });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const { ContentAcquisition, MediaMappings, ContentProcessing, ContentPublishing, MessagePublishers } =
    parsed.description;
  assert.deepEqual([ContentAcquisition.Provider, ContentPublishing.Provider], ["Http", "Local"]);
  assert.equal(MediaMappings.MediaDetection, "Convention");
  assert.deepEqual(ContentProcessing.OutputFormat, ["Cmaf"]);
  assert.equal(ContentProcessing.VideoFormat, "H264");
  assert.equal(ContentProcessing.OptimizeFor, "Speed");
  assert.deepEqual(ContentProcessing.AudioRepresentations, [
    { BitrateInKbps: 96, Sound: "Mono", AudioFormat: "AAC", Create: "OnMatchingSound" },
  ]);
  assert.equal(ContentProcessing.DrmProtection, "Base64Key");
  assert.equal(ContentProcessing.KeyId, "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11");
  assert.equal(ContentProcessing.ProtectionScheme, "cenc");
  assert.deepEqual(ContentProcessing.DrmSystems, ["Widevine"]);
  assert.deepEqual(
    MessagePublishers.map(({ Type, Format }) => [Type, Format]),
    [
      ["RabbitMq", "CloudEvents"],
      ["Files", "Json"],
    ],
  );
});

test("what is required is named", () => {
  assert.deepEqual(messagesOf({}), [
    "ContentAcquisition: required",
    "ContentProcessing: required",
    "ContentPublishing: required",
  ]);
  assert.deepEqual(problemsOf({ ContentAcquisition: {}, ContentProcessing: {}, ContentPublishing: {} }), [
    "ContentAcquisition.Provider: missing-property",
    "ContentProcessing.OutputFormat: missing-property",
    "ContentPublishing.Provider: missing-property",
    "ContentPublishing.UriPath: missing-property",
  ]);
  assert.deepEqual(problemsOf(minimalDescription({ ImageExtraction: {}, MessagePublishers: [{}] })), [
    "ImageExtraction.Intervals: missing-property",
    "MessagePublishers[0].Type: missing-property",
  ]);
  for (const input of [null, [], "text", 5, undefined])
    assert.deepEqual(problemsOf(input), [input === undefined ? ": missing-property" : ": wrong-type"]);
});

test("every problem is told at once, problems between properties beside those of single ones", () => {
  const input = {
    Typo: 1,
    ExternalId: 5,
    ContentAcquisition: { Provider: "Http", UriPath: "ftp://x", CredentialsSecret: "s", Endpoint: "e", Typo: 1 },
    MediaMappings: {
      MediaDetection: "regex",
      FallbackLanguageCode: "englisch",
      AudioFileLanguageExpression: "(",
      SubtitleStreams: [{ Language: "en", FileNameExpression: "[" }, { Language: 5 }],
    },
    ContentProcessing: {
      OutputFormat: ["Cmaf", "cmaf", "Mp3"],
      DrmProtection: "Base64Key",
      KeyId: "no guid",
      NormalizeAudio: true,
      VideoRepresentations: [{ BitrateInKbps: "800" }],
      Naming: { ManifestName: "../x" },
    },
    ImageExtraction: { Intervals: [101], Pattern: "a.png" },
    ContentPublishing: { Provider: "Local", UriPath: "relative", CredentialsName: "u" },
    MessagePublishers: [
      { Type: "RabbitMq", Host: "user@host", Queue: "a", Exchange: 5, CredentialsName: "u" },
      { Type: "Files", UriPath: "events", Typo: 1 },
      { Type: "Kafka" },
      { Type: "Ftps", UriPath: "sftp://example.com/events" },
      "RabbitMq",
    ],
    Priority: 11,
  };
  assert.deepEqual(problemsOf(input).sort(), [
    "ContentAcquisition.CredentialsName: missing-property",
    "ContentAcquisition.Endpoint: not-supported-yet",
    "ContentAcquisition.Typo: unknown-property",
    "ContentAcquisition.UriPath: invalid-value",
    "ContentProcessing.ContentKey: missing-property",
    "ContentProcessing.KeyId: invalid-value",
    "ContentProcessing.Naming.ManifestName: invalid-value",
    "ContentProcessing.NormalizeAudio: not-supported-yet",
    "ContentProcessing.OutputFormat: invalid-value",
    "ContentProcessing.OutputFormat[2]: invalid-value",
    "ContentProcessing.VideoRepresentations[0].BitrateInKbps: wrong-type",
    "ContentProcessing.VideoRepresentations[0]: invalid-value",
    "ContentPublishing.CredentialsName: invalid-value",
    "ContentPublishing.UriPath: invalid-value",
    "ExternalId: wrong-type",
    "ImageExtraction.Intervals[0]: invalid-value",
    "ImageExtraction.Pattern: invalid-value",
    "ImageExtraction.Pattern: invalid-value",
    "MediaMappings.AudioFileLanguageExpression: invalid-value",
    "MediaMappings.FallbackLanguageCode: invalid-value",
    "MediaMappings.SubtitleStreams[0].FileNameExpression: invalid-value",
    "MediaMappings.SubtitleStreams[1].FileNameExpression: missing-property",
    "MediaMappings.SubtitleStreams[1].Language: wrong-type",
    "MediaMappings.VideoStreamExpression: missing-property",
    "MessagePublishers[0].CredentialsSecret: missing-property",
    "MessagePublishers[0].Exchange: wrong-type",
    "MessagePublishers[0].Host: invalid-value",
    "MessagePublishers[0].Queue: invalid-value",
    "MessagePublishers[1].Typo: unknown-property",
    "MessagePublishers[1].UriPath: invalid-value",
    "MessagePublishers[2].Type: invalid-value",
    "MessagePublishers[3].UriPath: invalid-value",
    "MessagePublishers[4]: wrong-type",
    "Priority: invalid-value",
    "Typo: unknown-property",
  ]);
});

test("messages say what was expected", () => {
  assert.deepEqual(messagesOf(contentProcessing({ OptimizeFor: "Fast", VideoFormat: "h265" })), [
    'ContentProcessing.VideoFormat: "H265" is not supported yet; supported: "H264"',
    'ContentProcessing.OptimizeFor: expected one of Balance, Speed, Quality (in any case), not "Fast"',
  ]);
  const types = "RabbitMq, AzureServiceBus, AmazonSqs, Ftps, Files, Webhook";
  for (const [Type, shown] of [
    ["Kafka", ', not "Kafka"'],
    [5, ", not 5"],
    [null, ""],
    [{}, ""],
    ["x".repeat(1000), `, not "${"x".repeat(40)}..."`],
    ["\u001b[2J", ', not "\\u001b[2J"'],
  ] as const)
    assert.deepEqual(messagesOf(publishers({ Type })), [`MessagePublishers[0].Type: expected one of ${types}${shown}`]);
  assert.deepEqual(messagesOf(minimalDescription({ Thumbnail: {} })), [
    "Thumbnail: unknown property; check the spelling",
  ]);
});

test("publishers are looked at although there are too many, or their type is unknown", () => {
  const file = { Type: "Files", UriPath: "/events" };
  const others = [file, file, file];
  assert.deepEqual(problemsOf(publishers({ Type: "Kafka" }, { ...file, UriPat: 1 }, { Type: "Files" }, ...others)), [
    "MessagePublishers[0].Type: invalid-value",
    "MessagePublishers[1].UriPat: unknown-property",
    "MessagePublishers[2].UriPath: missing-property",
    "MessagePublishers: invalid-value",
  ]);
  assert.deepEqual(messagesOf(publishers(minimalDescription({ MessagePublishers: [] }))), [
    "MessagePublishers[0]: this is a job description; give one entry of its MessagePublishers",
  ]);
  assert.deepEqual(messagesOf(publishers(...Array.from({ length: 51 }, () => 5))), [
    "MessagePublishers: expected at most 5 items",
  ]);
  assert.deepEqual(problemsOf(publishers({ Typ: "RabbitMq", Host: "h" }, { type: "Files", Type: "Kafka", Typo: 1 })), [
    "MessagePublishers[0].Type: missing-property",
    "MessagePublishers[0].Typ: unknown-property",
    "MessagePublishers[1].Type: invalid-value",
    "MessagePublishers[1].type: unknown-property",
    "MessagePublishers[1].Typo: unknown-property",
  ]);
});

test("limits: UserData 4 KiB, 5 publishers, labels of 255 characters", () => {
  const data = (sizeBytes: number) => ({ a: "x".repeat(sizeBytes - '{"a":""}'.length) });
  const file = { Type: "Files", UriPath: "/events" };
  const labels = (length: number) => ({ ExternalId: "x".repeat(length), IdempotencyKey: "x".repeat(length) });
  assert.deepEqual(problemsOf(minimalDescription({ UserData: data(4096) })), []);
  assert.deepEqual(problemsOf(minimalDescription({ UserData: data(4097) })), ["UserData: invalid-value"]);
  assert.deepEqual(problemsOf(minimalDescription({ UserData: { a: "é".repeat(2045) } })), ["UserData: invalid-value"]);
  assert.deepEqual(problemsOf(minimalDescription({ UserData: [] })), ["UserData: wrong-type"]);
  assert.deepEqual(problemsOf(publishers(file, file, file, file, file)), []);
  assert.deepEqual(problemsOf(publishers(file, file, file, file, file, file)), ["MessagePublishers: invalid-value"]);
  assert.deepEqual(problemsOf(minimalDescription(labels(255))), []);
  assert.deepEqual(problemsOf(minimalDescription(labels(256))), [
    "ExternalId: invalid-value",
    "IdempotencyKey: invalid-value",
  ]);
});

test("storage: each provider takes what belongs to it", () => {
  const acquisition = (ContentAcquisition: object) => problemsOf(minimalDescription({ ContentAcquisition }));
  const publishing = (ContentPublishing: object) => problemsOf(minimalDescription({ ContentPublishing }));
  const url = "https://example.com/a.mp4";
  assert.deepEqual(acquisition({ Provider: "Local" }), ["ContentAcquisition.UriPath: missing-property"]);
  assert.deepEqual(acquisition({ Provider: "Local", UriPath: "/in", UriPaths: ["/in"] }), [
    "ContentAcquisition.UriPaths: invalid-value",
  ]);
  assert.deepEqual(acquisition({ Provider: "Local", UriPath: "/in", CredentialsName: "u", CredentialsSecret: "s" }), [
    "ContentAcquisition.CredentialsName: invalid-value",
    "ContentAcquisition.CredentialsSecret: invalid-value",
  ]);
  assert.deepEqual(acquisition({ Provider: "Http" }), ["ContentAcquisition.UriPath: missing-property"]);
  assert.deepEqual(acquisition({ Provider: "Http", UriPath: url, UriPaths: [url] }), [
    "ContentAcquisition.UriPath: invalid-value",
  ]);
  assert.deepEqual(acquisition({ Provider: "Http", UriPaths: [url, "https://u:p@example.com/", "nothing"] }), [
    "ContentAcquisition.UriPaths[1]: invalid-value",
    "ContentAcquisition.UriPaths[2]: invalid-value",
  ]);
  assert.deepEqual(acquisition({ Provider: "Http", UriPath: url, CredentialsName: "u" }), [
    "ContentAcquisition.CredentialsSecret: missing-property",
  ]);
  assert.deepEqual(publishing({ Provider: "Http", UriPath: url }), ["ContentPublishing.Provider: invalid-value"]);
  assert.deepEqual(publishing({ Provider: "AmazonS3", UriPath: "https://x.s3.amazonaws.com/", CredentialsName: "k" }), [
    "ContentPublishing.Provider: not-supported-yet",
  ]);
});

test("outputs are not published into the source", () => {
  const jobFromTo = (source: string, target: string) =>
    minimalDescription({
      ContentAcquisition: { Provider: "Local", UriPath: source },
      ContentPublishing: { Provider: "Local", UriPath: target },
    });
  const refused = ["ContentPublishing.UriPath: invalid-value"];
  assert.deepEqual(problemsOf(jobFromTo("/films/a", "/films/a/")), refused);
  assert.deepEqual(problemsOf(jobFromTo("/films/a", "file:///films/a/out")), refused);
  assert.deepEqual(problemsOf(jobFromTo("/films/a", "/films/a-out")), []);
  assert.deepEqual(problemsOf(jobFromTo("/films/a", "/films")), []);
});

test("a file: URL that can't be decoded is refused, wherever it stands", () => {
  const bad = { Provider: "Local", UriPath: "file:///films/50%" };
  assert.deepEqual(
    problemsOf(
      minimalDescription({
        ContentAcquisition: bad,
        ContentPublishing: bad,
        ImageExtraction: { Intervals: [1], Location: bad },
        MessagePublishers: [{ Type: "Files", UriPath: bad.UriPath }],
      }),
    ),
    ["ContentAcquisition", "ImageExtraction.Location", "ContentPublishing", "MessagePublishers[0]"].map(
      (path) => `${path}.UriPath: invalid-value`,
    ),
  );
});

test("protection: a key belongs to Base64Key, and Base64Key needs one", () => {
  const key = { KeyId: "1f9a0b6e-5c1d-4d3a-9a51-0d6b8a2c7e11", ContentKey: "AAECAwQFBgcICQoLDA0ODw==" };
  assert.deepEqual(problemsOf(contentProcessing({ DrmProtection: "Base64Key", ...key })), []);
  assert.deepEqual(problemsOf(contentProcessing({ DrmProtection: "Base64Key" })), [
    "ContentProcessing.KeyId: missing-property",
    "ContentProcessing.ContentKey: missing-property",
  ]);
  assert.deepEqual(problemsOf(contentProcessing({ ...key, DrmSystems: ["ClearKey"] })), [
    "ContentProcessing.KeyId: invalid-value",
    "ContentProcessing.ContentKey: invalid-value",
    "ContentProcessing.DrmSystems: invalid-value",
  ]);
  assert.deepEqual(problemsOf(contentProcessing({ DrmProtection: "Cpix", ...key })), [
    "ContentProcessing.DrmProtection: not-supported-yet",
  ]);
});

test("RabbitMq: one destination, whole credentials, a host alone", () => {
  assert.deepEqual(problemsOf(publishers({ Type: "RabbitMq", Host: "h" })), [
    "MessagePublishers[0].Queue: missing-property",
  ]);
  assert.deepEqual(problemsOf(rabbitMq({ Exchange: "e" })), ["MessagePublishers[0].Queue: invalid-value"]);
  assert.deepEqual(problemsOf(rabbitMq({ RoutingKey: "r" })), ["MessagePublishers[0].RoutingKey: invalid-value"]);
  assert.deepEqual(problemsOf(rabbitMq({ CredentialsSecret: "s" })), [
    "MessagePublishers[0].CredentialsName: missing-property",
  ]);
  for (const Host of ["amqp://h", "h/v", "u:p@h", "h ", "[::1]", ""])
    assert.deepEqual(problemsOf(rabbitMq({ Host })).slice(0, 1), ["MessagePublishers[0].Host: invalid-value"], Host);
});

const amazonSqs = (properties: object) => publishers({ Type: "AmazonSqs", QueueUrl: sqsQueue, ...properties });
const sqsQueue = "https://sqs.eu-central-1.amazonaws.com/123456789012/events";
const sqsKey = { CredentialsName: "AKIDEXAMPLE", CredentialsSecret: "secret" };
const sqsRole = { RoleArnToAssume: "arn:aws:iam::123456789012:role/reelbus" };

test("AmazonSqs: a key, a role or both, and never the service's own identity", () => {
  assert.deepEqual(problemsOf(amazonSqs(sqsKey)), []);
  assert.deepEqual(problemsOf(amazonSqs({ ...sqsRole, RoleExternalId: "x1", RoleSessionDurationInSeconds: 900 })), []);
  assert.deepEqual(problemsOf(amazonSqs({ ...sqsKey, ...sqsRole })), []);
  const at = "MessagePublishers[0]";
  assert.deepEqual(messagesOf(amazonSqs({})), [
    `${at}.CredentialsName: required together with CredentialsSecret, unless there is RoleArnToAssume`,
  ]);
  assert.deepEqual(messagesOf(amazonSqs({ ...sqsRole, CredentialsName: "AKIDEXAMPLE" })), [
    `${at}.CredentialsSecret: required together with CredentialsName`,
  ]);
  assert.deepEqual(messagesOf(amazonSqs({ ...sqsKey, RoleExternalId: "x1", RoleSessionDurationInSeconds: 900 })), [
    `${at}.RoleExternalId: only together with RoleArnToAssume`,
    `${at}.RoleSessionDurationInSeconds: only together with RoleArnToAssume`,
  ]);
  for (const wrong of [
    { RoleArnToAssume: "reelbus" },
    { ...sqsRole, RoleExternalId: "a b" },
    { ...sqsRole, RoleSessionDurationInSeconds: 60 },
  ])
    assert.equal(problemsOf(amazonSqs(wrong)).length, 1, JSON.stringify(wrong));
});

test("AmazonSqs: the region is told by the host of Amazon or by Region", () => {
  const at = "MessagePublishers[0].Region";
  const elsewhere = { ...sqsKey, QueueUrl: "http://localhost:4566/000000000000/events.fifo" };
  assert.deepEqual(messagesOf(amazonSqs(elsewhere)), [`${at}: required: the host of QueueUrl does not tell it`]);
  assert.deepEqual(problemsOf(amazonSqs({ ...elsewhere, Region: "us-east-1" })), []);
  assert.deepEqual(problemsOf(amazonSqs({ ...sqsKey, Region: "eu-central-1" })), []);
  assert.deepEqual(messagesOf(amazonSqs({ ...sqsKey, Region: "us-east-1" })), [
    `${at}: QueueUrl lies in "eu-central-1"`,
  ]);
  assert.deepEqual(messagesOf(amazonSqs({ ...sqsKey, Region: "evil.example" })), [
    `${at}: expected the code of a region`,
  ]);
  for (const likeAmazon of [
    "https://sqs.eu-central-1.amazonaws.com.evil.example/1/q",
    "https://x.sqs.eu-central-1.amazonaws.com/1/q",
  ])
    assert.equal(regionOfQueueUrl(likeAmazon), null);
});

test("AmazonSqs: a URL holds no secret and names a queue", () => {
  for (const QueueUrl of [
    `${sqsQueue}?X-Amz-Signature=abc`,
    `${sqsQueue}#x`,
    "https://user:password@sqs.eu-central-1.amazonaws.com/123456789012/events",
    "sqs://sqs.eu-central-1.amazonaws.com/123456789012/events",
    "https://sqs.eu-central-1.amazonaws.com",
    "https://sqs.eu-central-1.amazonaws.com/123456789012/",
    "events",
  ])
    assert.deepEqual(
      problemsOf(amazonSqs({ ...sqsKey, QueueUrl })).map((problem) => problem.split(":")[0]),
      ["MessagePublishers[0].QueueUrl"],
      QueueUrl,
    );
  const Endpoint = "https://user:password@localhost";
  assert.equal(problemsOf(amazonSqs({ ...sqsKey, Endpoint })).length, 1);
});

test("AzureServiceBus: a whole connection string, and one destination that agrees with it", () => {
  const key = "SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0";
  const whole = `Endpoint=sb://ns.example/;${key}`;
  const of = (properties: object) =>
    problemsOf(publishers({ Type: "AzureServiceBus", Connection: whole, Queue: "q", ...properties }));
  const refused = (property: string) => [`MessagePublishers[0].${property}: invalid-value`];
  for (const Connection of [`${whole};`, `endpoint=sb://ns.example:5671;${key}`, `${whole}; EntityPath=Q ;`])
    assert.deepEqual(of({ Connection }), []);
  for (const Connection of [
    key,
    "Endpoint=sb://ns.example/",
    "Endpoint=sb://ns.example/;SharedAccessKeyName=send",
    "Endpoint=sb://ns.example/;SharedAccessKeyName=send;SharedAccessKey=",
    `Endpoint=https://ns.example/;${key}`,
    `Endpoint=sb://user@ns.example/;${key}`,
    `Endpoint=sb://ns.example:0/;${key}`,
    `${whole};EntityPath`,
    "ns.example",
  ])
    assert.deepEqual(of({ Connection }), refused("Connection"), Connection);
  assert.deepEqual(of({ Connection: `${whole};EntityPath=other` }), refused("Queue"));
  assert.deepEqual(of({ Connection: `${whole};EntityPath=other`, Queue: undefined, Topic: "t" }), refused("Topic"));
  assert.deepEqual(of({ Topic: "t" }), refused("Queue"));
  assert.deepEqual(of({ Queue: undefined }), ["MessagePublishers[0].Queue: missing-property"]);
  for (const Queue of ["", "/q", "q/$management", "a b"])
    assert.deepEqual([...new Set(of({ Queue }))], refused("Queue"), Queue);
});

test("Ftps: whole credentials of one line each, an address without them", () => {
  const ftps = (properties: object) => publishers({ Type: "ftps", UriPath: "ftps://h/e", ...properties });
  assert.deepEqual(problemsOf(ftps({})), []);
  assert.deepEqual(problemsOf(ftps({ CredentialsName: "u" })), [
    "MessagePublishers[0].CredentialsSecret: missing-property",
  ]);
  assert.deepEqual(problemsOf(ftps({ CredentialsName: "u\nDELE a", CredentialsSecret: "s\r\nDELE a" })), [
    "MessagePublishers[0].CredentialsName: invalid-value",
    "MessagePublishers[0].CredentialsSecret: invalid-value",
  ]);
  assert.deepEqual(problemsOf(ftps({ UriPath: "ftps://u:p@h/e" })), ["MessagePublishers[0].UriPath: invalid-value"]);
});

test("the placeholders of an echoed description are refused where they stand", () => {
  const input = minimalDescription({
    ContentAcquisition: { Provider: "Http", UriPaths: ["https://example.com/a.mp4?[redacted]"] },
    MessagePublishers: [
      { Type: "RabbitMq", Host: "h", Queue: "q", CredentialsName: "u", CredentialsSecret: "[redacted]" },
    ],
    UserData: { CredentialsSecret: "[redacted]" },
    Typo: 1,
  });
  assert.deepEqual(problemsOf(input), [
    "Typo: unknown-property",
    "ContentAcquisition.UriPaths[0]: invalid-value",
    "MessagePublishers[0].CredentialsSecret: invalid-value",
  ]);
});

test("a text is parsed with its own problems and those of the description", () => {
  const text = JSON.stringify(minimalDescription({ Typo: 1 })).replace("{", '{"Priority":1,"Priority":2,');
  const parsed = parseJobDescriptionJson(new TextEncoder().encode(text));
  assert.ok(!parsed.ok);
  assert.deepEqual(
    parsed.problems.map(({ Path, Reason }) => `${Path}: ${Reason}`),
    ["Priority: duplicate-property", "Typo: unknown-property"],
  );
  assert.ok(parseJobDescriptionJson(JSON.stringify(minimalDescription())).ok);
  const malformed = parseJobDescriptionJson("{");
  assert.deepEqual(malformed.ok ? [] : malformed.problems.map(({ Reason }) => Reason), ["not-json"]);
});

test("a webhook needs an http URL without a user and a secret of 24 to 64 bytes", () => {
  const problems = (properties: object) =>
    problemsOf(publishers({ Type: "Webhook", Url: "https://example.com/", Secret: webhookSecret(24), ...properties }));
  assert.deepEqual(problems({}), []);
  for (const Url of ["ftp://example.com/", "example.com", "https://user@example.com/", "https://:p@example.com/"])
    assert.deepEqual(problems({ Url }), ["MessagePublishers[0].Url: invalid-value"], Url);
  const noSecrets = [23, 65, 66].map(webhookSecret);
  for (const Secret of [...noSecrets, webhookSecret(24).slice(6), `${webhookSecret(25)}=`, "whsec_"])
    assert.deepEqual(problems({ Secret }), ["MessagePublishers[0].Secret: invalid-value"], Secret);
});

const webhookSecret = (bytes: number) => `whsec_${btoa("k".repeat(bytes))}`;

test("no message repeats what may be a secret", () => {
  const marker = "hunter2";
  const inputs: unknown[] = [
    rabbitMq({ CredentialsSecret: { marker } }),
    rabbitMq({ CredentialsSecret: marker.repeat(2000) }),
    rabbitMq({ Host: `user:${marker}@host` }),
    contentProcessing({ DrmProtection: "Base64Key", ContentKey: marker }),
    contentProcessing({ DrmManaged: { marker } }),
    minimalDescription({ ContentAcquisition: { Provider: "Http", UriPath: `https://u:${marker}@example.com/` } }),
    publishers({ Type: "Webhook", Url: `https://u:${marker}@example.com/?${marker}`, Secret: marker }),
    publishers({ Type: "AzureServiceBus", Queue: "q", Connection: marker }),
    publishers({
      Type: "AzureServiceBus",
      Queue: "q",
      Connection: `Endpoint=sb://${marker}/;SharedAccessKey=${marker}`,
    }),
    publishers({ Type: "Kafka", CredentialsSecret: marker, Typo: marker }),
  ];
  for (const input of inputs) {
    const parsed = parseJobDescription(input);
    assert.ok(!parsed.ok);
    assert.doesNotMatch(JSON.stringify(parsed), new RegExp(marker, "u"));
  }
  for (const text of [`{"a":"${marker}`, `{"a":"${marker}"`, `{"${marker}"}`, marker])
    assert.doesNotMatch(JSON.stringify(parseJobDescriptionJson(text)), new RegExp(marker, "u"));
});
