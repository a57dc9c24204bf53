import { ReelbusError, type MediaMappings } from "@reelbus/contracts";
import { parseLanguage } from "../languages/parse-language.ts";

/** A code and its place, as messages call it. */
export interface LanguageCandidate {
  readonly code: string;
  readonly place: string;
}

export interface LanguageResolver {
  /**
   * The canonical language of the first candidate that names one, else of FallbackLanguageCode; null when that is `und`.
   * @param subject what needs a language, as messages call it
   * @throws ReelbusError `unrecognised-language`
   */
  resolve(subject: string, candidates: readonly LanguageCandidate[]): string | null;
  /** The canonical language of one code, or null when it names none. Same errors and warnings. */
  parse(candidate: LanguageCandidate): string | null;
}

/** Applies FallbackLanguageCode and FailOnUnrecognisedLanguageCodes. An unrecognised code that is passed over is warned of. */
export function languageResolver(mappings: MediaMappings, warn: (warning: string) => void): LanguageResolver {
  function parse({ code, place }: LanguageCandidate): string | null {
    const parsed = parseLanguage(code);
    if (parsed.kind === "known") return parsed.code;
    if (parsed.kind === "undetermined") return null;
    const problem = `The language code '${code}' in ${place} is not known`;
    if (mappings.FailOnUnrecognisedLanguageCodes)
      throw new ReelbusError(
        "unrecognised-language",
        `${problem}. Use a BCP 47 code such as en, eng, en-US or es-419, or set FailOnUnrecognisedLanguageCodes to false.`,
      );
    warn(`${problem} and is passed over.`);
    return null;
  }

  const fallback = mappings.FallbackLanguageCode;
  const fallbackLanguage = fallback === null ? null : parse({ code: fallback, place: "FallbackLanguageCode" });
  const mayBeUnknown = fallback !== null && parseLanguage(fallback).kind === "undetermined";

  return {
    parse,
    resolve(subject, candidates) {
      for (const candidate of candidates) {
        const language = parse(candidate);
        if (language !== null) return language;
      }
      if (fallbackLanguage !== null || mayBeUnknown) return fallbackLanguage;
      throw new ReelbusError(
        "unrecognised-language",
        `No language is known for ${subject}. Put it into the file's name or the track's metadata, or set FallbackLanguageCode.`,
      );
    },
  };
}
