/**
 * What is wrong with the text of an http or https URL, for a customer; null for a good one.
 * @param whyNoUser what to say of a user or a password in it
 */
export function httpUrlProblem(text: string, whyNoUser: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) return "expected an http:// or https:// URL";
  return url.username !== "" || url.password !== "" ? whyNoUser : null;
}
