import { parseLanguage } from "./parse-language.ts";

/** A language code that was found in a file name, as it was written, and whether it is known. */
export interface LanguageInName {
  readonly code: string;
  readonly recognised: boolean;
}

const LANGUAGE_PART = /^[a-z]{2,3}$/iu;
const SCRIPT_PART = /^[a-z]{4}$/iu;
const REGION_PART = /^(?:[a-z]{2}|\d{3})$/iu;

/**
 * The language code at the end of a name's parts: `en`, `eng`, `en-US`, `es-419`, `zh-Hans-CN`, the subtags being parts of
 * their own. null when the last part is not formed like a code. A name of one part is a title unless it is a known code.
 */
export function languageInName(parts: readonly string[]): LanguageInName | null {
  for (const length of [3, 2]) {
    const subtags = parts.slice(-length);
    if (subtags.length === length && isLanguageWithRegion(subtags))
      return { code: subtags.join("-"), recognised: true };
  }
  const last = parts.at(-1);
  if (last === undefined || !LANGUAGE_PART.test(last)) return null;
  const recognised = parseLanguage(last).kind !== "unrecognised";
  return recognised || parts.length > 1 ? { code: last, recognised } : null;
}

/**
 * Whether the parts are one tag. A region that is a language code too (`is-it`, but also `pt-br`) belongs to the word
 * before it only when the Unicode CLDR has such a locale.
 */
function isLanguageWithRegion(subtags: readonly string[]): boolean {
  const [language = "", ...rest] = subtags;
  if (!LANGUAGE_PART.test(language)) return false;
  const [first = "", second] = rest;
  const formed =
    second === undefined
      ? REGION_PART.test(first) || SCRIPT_PART.test(first)
      : SCRIPT_PART.test(first) && REGION_PART.test(second);
  if (!formed) return false;
  const tag = parseLanguage(subtags.join("-"));
  if (tag.kind !== "known") return false;
  return parseLanguage(rest.at(-1) ?? "").kind !== "known" || hasLocale(tag.code);
}

function hasLocale(tag: string): boolean {
  return new Intl.NumberFormat(tag).resolvedOptions().locale === tag;
}
