import { matchesLanguage } from "../languages/matches-language.ts";
import { parseLanguage } from "../languages/parse-language.ts";
import type { MappingContext } from "./mapping-context.ts";

type AllowList = "AudioLanguages" | "SubtitleLanguages" | "CaptionLanguages";

/**
 * Keeps the streams whose language the list asks for: `en` asks for `en-US` too, not the other way round; `und` asks for
 * unknown ones. All are kept when the list is not given. Warns of a language that no stream has.
 * @throws ReelbusError `unrecognised-language`
 */
export function allowed<Stream extends { readonly language: string | null }>(
  streams: readonly Stream[],
  list: AllowList,
  { mappings, languages, warn }: MappingContext,
): Stream[] {
  const codes = mappings[list];
  if (codes === undefined) return [...streams];
  const ranges = codes.flatMap((code) => {
    const range = languages.parse({ code, place: list });
    return range !== null || parseLanguage(code).kind === "undetermined" ? [range] : [];
  });
  for (const range of ranges)
    if (!streams.some(({ language }) => asksFor(range, language)))
      warn(`${list} names ${range ?? "und"}, but no such stream was found.`);
  return streams.filter(({ language }) => ranges.some((range) => asksFor(range, language)));
}

function asksFor(range: string | null, language: string | null): boolean {
  return range === null || language === null ? range === language : matchesLanguage(range, language);
}
