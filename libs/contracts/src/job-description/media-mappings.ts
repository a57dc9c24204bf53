import { z } from "zod";
import { caseInsensitiveEnum } from "../common/case-insensitive-enum.ts";
import { rule } from "../common/rule.ts";
import { checkExpressions, expressionSchema, type ExpressionAt } from "./expression.ts";
import { languageCodeSchema } from "./language.ts";

const sideStreams = z
  .array(z.strictObject({ Language: languageCodeSchema, FileNameExpression: expressionSchema }))
  .max(100);
const languages = z.array(languageCodeSchema).max(200);
const fileLanguage = expressionSchema.meta({ description: "RE2 syntax, on the file name; group 1 is the language." });
const allowList = languages.optional().meta({ description: "Allow-list, applied last." });

interface MappingsToCheck {
  readonly MediaDetection: string;
  readonly VideoStreamExpression?: string | undefined;
}

const videoIsNamed = rule<MappingsToCheck, "MediaDetection">(
  ["MediaDetection"],
  ({ MediaDetection }, { given, refuse }) => {
    if (MediaDetection === "Regex" && !given("VideoStreamExpression"))
      refuse("VideoStreamExpression", "required when MediaDetection is Regex; or set MediaDetection to Convention");
  },
);

/** The expressions that decide in Regex mode, and do nothing in Convention mode. */
export const REGEX_MODE_EXPRESSIONS = [
  "VideoStreamExpression",
  "AudioFileLanguageExpression",
  "DescriptiveAudioFileLanguageExpression",
  "SubtitleFileLanguageExpression",
  "CaptionFileLanguageExpression",
] as const;
const SIDE_STREAMS = ["AudioStreams", "SubtitleStreams", "CaptionStreams"] as const;

const expressionsCompile = rule<object, never>([], (mappings, { refuse }) => {
  checkExpressions(expressionsOf(mappings), refuse);
});

/** Whatever stands where an expression belongs; the object may have other problems. */
function expressionsOf(mappings: Readonly<Record<string, unknown>>): ExpressionAt[] {
  const ofFiles = REGEX_MODE_EXPRESSIONS.map((name): ExpressionAt => [[name], mappings[name]]);
  const ofStreams = SIDE_STREAMS.flatMap((name) => {
    const streams: unknown = mappings[name];
    if (!Array.isArray(streams)) return [];
    return streams.map((stream: Partial<Record<string, unknown>> | null, index): ExpressionAt => {
      const property = "FileNameExpression";
      return [[name, index, property], stream?.[property]];
    });
  });
  return [...ofFiles, ...ofStreams];
}

/** Which delivered file and track becomes which stream, and which findings make the job fail. */
export const mediaMappingsSchema = z
  .strictObject({
    MediaDetection: caseInsensitiveEnum(["Regex", "Convention"]).default("Regex"),
    FallbackLanguageCode: languageCodeSchema.nullable().default("en").meta({ description: "null for none." }),
    FailOnUnrecognisedLanguageCodes: z.boolean().default(true),
    FailOnIgnoredFiles: z.boolean().default(false),
    FailOnIgnoredTracks: z.boolean().default(false),
    VideoStreamExpression: expressionSchema
      .optional()
      .meta({ description: "RE2 syntax, on the file name; required when MediaDetection is Regex." }),
    AudioFileLanguageExpression: fileLanguage.optional(),
    DescriptiveAudioFileLanguageExpression: fileLanguage.optional(),
    SubtitleFileLanguageExpression: fileLanguage.optional(),
    CaptionFileLanguageExpression: fileLanguage.optional(),
    AudioStreams: sideStreams.default([]),
    SubtitleStreams: sideStreams.default([]),
    CaptionStreams: sideStreams.default([]),
    AudioLanguages: allowList,
    SubtitleLanguages: allowList,
    CaptionLanguages: allowList,
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
          .max(64)
          .meta({ description: "Several mono tracks of the video file become one stream." }),
      })
      .optional(),
  })
  .superRefine(...videoIsNamed)
  .superRefine(...expressionsCompile)
  .meta({ id: "MediaMappings", description: "Which delivered file and track becomes which stream." });

export type MediaMappings = z.output<typeof mediaMappingsSchema>;
