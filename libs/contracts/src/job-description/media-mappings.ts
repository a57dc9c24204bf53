import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { expressionSchema } from "./expression.ts";
import { languageCodeSchema } from "./language.ts";

const sideStreams = z
  .array(z.strictObject({ Language: languageCodeSchema, FileNameExpression: expressionSchema }))
  .max(200);
const languages = z.array(languageCodeSchema).max(200);

/** Which delivered file and track becomes which stream, and which findings make the job fail. */
export const mediaMappingsSchema = z
  .strictObject({
    MediaDetection: caseInsensitiveEnum(["Regex", "Convention"]).default("Regex"),
    FallbackLanguageCode: languageCodeSchema.nullable().default("en"),
    FailOnUnrecognisedLanguageCodes: z.boolean().default(true),
    FailOnIgnoredFiles: z.boolean().default(false),
    FailOnIgnoredTracks: z.boolean().default(false),
    VideoStreamExpression: expressionSchema.optional(),
    AudioFileLanguageExpression: expressionSchema.optional(),
    DescriptiveAudioFileLanguageExpression: expressionSchema.optional(),
    SubtitleFileLanguageExpression: expressionSchema.optional(),
    CaptionFileLanguageExpression: expressionSchema.optional(),
    AudioStreams: sideStreams.default([]),
    SubtitleStreams: sideStreams.default([]),
    CaptionStreams: sideStreams.default([]),
    AudioLanguages: languages.optional(),
    SubtitleLanguages: languages.optional(),
    CaptionLanguages: languages.optional(),
    FailOnNoVideoTracks: z.boolean().default(true),
    FailOnNoAudioTracks: z.boolean().default(false),
    FailOnNoSubtitleTracks: z.boolean().default(false),
    FailOnNoCaptionTracks: z.boolean().default(false),
    AudioMappings: z
      .strictObject({
        VideoStreamAudioTracks: z
          .array(
            z.strictObject({
              TrackIndices: z.array(z.int().min(0).max(255)).min(1).max(16),
              Language: languageCodeSchema,
            }),
          )
          .max(64),
      })
      .optional(),
  })
  .superRefine((mappings, context) => {
    if (mappings.MediaDetection === "Regex" && mappings.VideoStreamExpression === undefined)
      context.addIssue({
        code: "custom",
        path: ["VideoStreamExpression"],
        message: "required when MediaDetection is Regex; or set MediaDetection to Convention",
      });
  })
  .meta({ id: "MediaMappings" });

export type MediaMappings = z.output<typeof mediaMappingsSchema>;
