/**
 * Whether a language is one that a range asks for, both in canonical form: `en` asks for `en` and `en-US`, `en-US` for
 * `en-US` alone (basic filtering, RFC 4647 section 3.3.1).
 */
export function matchesLanguage(range: string, language: string): boolean {
  return language === range || language.startsWith(`${range}-`);
}
