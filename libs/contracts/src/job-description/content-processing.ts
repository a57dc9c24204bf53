import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { distinct } from "../common/distinct.ts";
import { notSupportedYet, supportedOnly } from "../common/not-supported-yet.ts";
import { rule } from "../common/rule.ts";
import { contentProtectionShape, keyMatchesProtection } from "./content-protection.ts";

const bitrateKbps = z.int().min(16).max(200_000);
const pixels = z.int().min(16).max(16_384);

const videoRepresentationSchema = z
  .strictObject({ Width: pixels.optional(), Height: pixels.optional(), BitrateInKbps: bitrateKbps })
  .superRefine(
    ...rule<{ Width?: unknown; Height?: unknown }, never>([], (_, { given, refuse }) => {
      if (!given("Width") && !given("Height")) refuse([], "expected Width, Height or both");
    }),
  );

const audioRepresentationSchema = z.strictObject({
  BitrateInKbps: z.int().min(16).max(2048),
  Sound: caseInsensitiveEnum(["Stereo", "Mono", "5.1"]).default("Stereo"),
  AudioFormat: supportedOnly(caseInsensitiveEnum(["AAC", "AC3", "Opus"]), ["AAC"]).default("AAC"),
  Create: caseInsensitiveEnum(["Always", "OnMatchingSound"]).default("Always"),
});

/** What is made when a job description names no audio representations. */
export const DEFAULT_AUDIO_REPRESENTATIONS = [
  { BitrateInKbps: 128, Sound: "Stereo", AudioFormat: "AAC", Create: "Always" },
  { BitrateInKbps: 64, Sound: "Mono", AudioFormat: "AAC", Create: "OnMatchingSound" },
] satisfies z.output<typeof audioRepresentationSchema>[];

/** A documented switch whose `false` changes nothing; `true` is refused until it is implemented. */
const switchNotSupportedYet = supportedOnly(z.boolean(), [false]).default(false);

/** A file name without folder or ending: letters, digits, `.`, `_` and `-`. */
const baseName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/u, "expected letters, digits, '.', '_' or '-'");

/** What to make of the source media. */
export const contentProcessingSchema = z
  .strictObject({
    OutputFormat: z
      .array(supportedOnly(caseInsensitiveEnum(["Cmaf", "Dash", "Hls", "DashOnDemand"]), ["Cmaf"]))
      .min(1)
      .max(4)
      .refine(...distinct),
    VideoFormat: supportedOnly(caseInsensitiveEnum(["H264", "H265", "Av1", "Vp9", "DoNotEncode"]), ["H264"]).default(
      "H264",
    ),
    OptimizeFor: caseInsensitiveEnum(["Balance", "Speed", "Quality"]).default("Balance"),
    EncodingMode: supportedOnly(caseInsensitiveEnum(["Default", "PerTitle"]), ["Default"]).default("Default"),
    BitrateLadder: supportedOnly(caseInsensitiveEnum(["V2", "V1"]), ["V2"]).default("V2"),
    VideoRepresentations: z.array(videoRepresentationSchema).min(1).max(12).optional(),
    AudioRepresentations: z.array(audioRepresentationSchema).min(1).max(8).default(DEFAULT_AUDIO_REPRESENTATIONS),
    SegmentDurationInSeconds: z.number().min(1).max(30).default(4),
    ...contentProtectionShape,
    NormalizeAudio: switchNotSupportedYet,
    VisibleVideoWatermarks: notSupportedYet("VisibleVideoWatermarks"),
    Archiving: supportedOnly(caseInsensitiveEnum(["None", "Tar", "SingleTar"]), ["None"]).default("None"),
    Naming: z.strictObject({ ManifestName: baseName.default("manifest") }).default({ ManifestName: "manifest" }),
    SegmentFormat: notSupportedYet("SegmentFormat"),
    VideoSyncMethod: supportedOnly(caseInsensitiveEnum(["Auto", "Cfr", "Vfr", "PassThrough"]), ["Auto"]).default(
      "Auto",
    ),
    AvoidNegativeVideoTimestamps: notSupportedYet("AvoidNegativeVideoTimestamps"),
    SearchForOptimalNearbyResolutions: switchNotSupportedYet,
    ForcePixelAspectRatioTo1: notSupportedYet("ForcePixelAspectRatioTo1"),
    ForceAspectRatioToStandard: switchNotSupportedYet,
    ExtractAndApplyHDR: switchNotSupportedYet,
    ExtractAndApplyHDR10Plus: switchNotSupportedYet,
    UseHighestPossibleBitrate: switchNotSupportedYet,
    DeleteFilesFromSourceWhenDone: switchNotSupportedYet,
    Sound: notSupportedYet("Sound"),
    UseNativeLanguageNames: switchNotSupportedYet,
  })
  .superRefine(...keyMatchesProtection)
  .meta({ id: "ContentProcessing" });

export type ContentProcessing = z.output<typeof contentProcessingSchema>;
export type VideoRepresentation = z.output<typeof videoRepresentationSchema>;
export type AudioRepresentation = z.output<typeof audioRepresentationSchema>;
