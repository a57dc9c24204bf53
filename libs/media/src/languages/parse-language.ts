/**
 * What a language code says: a language, that the language is unknown (`und`), or nothing that is known as a code.
 */
export type ParsedLanguage =
  | { readonly kind: "known"; /** Canonical short form, for example `en-US`. */ readonly code: string }
  | { readonly kind: "undetermined" }
  | { readonly kind: "unrecognised" };

/**
 * Codes that name no language: undetermined, uncoded, and ISO 639-2's range for local use, which broadcasters give
 * meanings such as 'original sound'.
 */
const NAMES_NO_LANGUAGE = /^(?:und|mis|q[a-t][a-z])(?:-|$)/u;

const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/**
 * Parses a BCP 47 tag or an ISO 639-1, 639-2 (both T and B) or 639-3 code in any spelling. `eng` is `en`, `ger` and `deu`
 * are `de`, `EN_us` is `en-US`. A code counts as known when the Unicode CLDR, which is built into the runtime, has a
 * name for its language and for its script and region.
 */
export function parseLanguage(code: string): ParsedLanguage {
  const tag = canonical(code.trim().replaceAll("_", "-"));
  if (tag === null) return { kind: "unrecognised" };
  if (NAMES_NO_LANGUAGE.test(tag)) return { kind: "undetermined" };
  return names.of(tag) === undefined ? { kind: "unrecognised" } : { kind: "known", code: tag };
}

/** The canonical tag without extensions and private use, or null when `code` is not formed like a tag. */
function canonical(code: string): string | null {
  try {
    return new Intl.Locale(code).baseName;
  } catch {
    return null;
  }
}
