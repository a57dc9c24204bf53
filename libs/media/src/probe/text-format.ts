/** A format of subtitles in a file of their own. */
export type TextFormat = "webvtt" | "subrip" | "ass" | "ttml";

const CUE_TIMES = /^\s*\d{1,4}:\d{2}:\d{2}[,.]\d{1,3}[ \t]*-->[ \t]*\d{1,4}:\d{2}:\d{2}[,.]\d{1,3}/mu;

/**
 * Which format a text is, by its content: a file's name proves nothing. null when it is none of them. The text has no byte
 * order mark.
 */
export function detectTextFormat(text: string): TextFormat | null {
  if (/^WEBVTT(?:[ \t\r\n]|$)/u.test(text)) return "webvtt";
  if (/^\s*\[Script Info\]/iu.test(text)) return "ass";
  if (/^\s*</u.test(text)) return rootElement(text) === "tt" ? "ttml" : null;
  return CUE_TIMES.test(text) ? "subrip" : null;
}

/** The local name of the first element that is no declaration or comment. */
function rootElement(xml: string): string | null {
  const prolog = /^(?:\s|<\?[^>]*>|<!--(?:[^-]|-[^-])*-->|<![^>]*>)*/u.exec(xml)?.[0] ?? "";
  return /^<(?:[\w.-]+:)?([\w.-]+)/u.exec(xml.slice(prolog.length))?.[1] ?? null;
}
