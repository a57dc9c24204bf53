import { REDACTED } from "../common/secret.ts";
import type { JobDescription } from "./job-description.ts";
import type { MessagePublisher } from "./message-publishers.ts";

/** Every property of a job description that `secretString` marks; a test keeps the two equal. */
export const SECRET_PROPERTIES: readonly string[] = [
  "CredentialsSecret",
  "ContentKey",
  "Connection",
  "RoleExternalId",
  "Secret",
];
const URI_PROPERTIES: readonly string[] = ["UriPath", "UriPaths", "Url"];

/** The secrets of one description: JSON Pointer (RFC 6901, names hold no `/` or `~`) to the value in the clear. */
export type DescriptionSecrets = Readonly<Record<string, string>>;

/** A description that may be stored, logged and echoed, and beside it what must be sealed. */
export interface SeparatedDescription {
  readonly redacted: JobDescription;
  readonly secrets: DescriptionSecrets;
}

/** Takes the secrets out of a description: secret properties, and the query strings of URIs (they hold signatures). */
export function separateSecrets(description: JobDescription): SeparatedDescription {
  return separate(description, "");
}

/** The same for a publisher that has the place `index` in a description; the inverse of `restorePublisher`. */
export function separatePublisher(
  publisher: MessagePublisher,
  index: number,
): { readonly redacted: MessagePublisher; readonly secrets: DescriptionSecrets } {
  return separate(publisher, pointerOf(index));
}

/** The inverse of `separateSecrets`. */
export function restoreSecrets(redacted: JobDescription, secrets: DescriptionSecrets): JobDescription {
  return mapStrings(redacted, "", (value, pointer) => secrets[pointer] ?? value) as JobDescription;
}

/** The publisher that has the place `index` in a description, as `restoreSecrets` would give it. */
export function restorePublisher(
  redacted: MessagePublisher,
  index: number,
  secrets: DescriptionSecrets,
): MessagePublisher {
  return mapStrings(redacted, pointerOf(index), (value, at) => secrets[at] ?? value) as MessagePublisher;
}

/** Whether a property holds what `separateSecrets` left in place of a secret. */
export function isPlaceholder(property: string, value: string): boolean {
  if (SECRET_PROPERTIES.includes(property)) return value === REDACTED;
  return URI_PROPERTIES.includes(property) && value.endsWith(`?${REDACTED}`);
}

function pointerOf(publisherIndex: number): string {
  return `/MessagePublishers/${String(publisherIndex)}`;
}

function separate<Value>(value: Value, at: string): { readonly redacted: Value; readonly secrets: DescriptionSecrets } {
  const secrets: Record<string, string> = {};
  const redacted = mapStrings(value, at, (text, pointer, property) => {
    const shown = redactedForm(text, property);
    if (shown !== text) secrets[pointer] = text;
    return shown;
  });
  return { redacted: redacted as Value, secrets };
}

function redactedForm(value: string, property: string): string {
  if (SECRET_PROPERTIES.includes(property)) return REDACTED;
  if (!URI_PROPERTIES.includes(property) || !/^https?:/iu.test(value)) return value;
  return redactUri(value);
}

/** A URI as it may be shown: without user, password and query string. */
export function redactUri(uri: string): string {
  if (!URL.canParse(uri)) return uri.replace(/\?.*$/su, `?${REDACTED}`);
  const url = new URL(uri);
  if (url.search === "" && url.username === "" && url.password === "") return uri;
  return `${url.protocol}//${url.host}${url.pathname}${url.search === "" ? "" : `?${REDACTED}`}`;
}

type Visit = (value: string, pointer: string, property: string) => string;

function mapStrings(value: unknown, pointer: string, visit: Visit, property = ""): unknown {
  if (typeof value === "string") return visit(value, pointer, property);
  if (Array.isArray(value))
    return value.map((item, index) => mapStrings(item, `${pointer}/${String(index)}`, visit, property));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === "UserData" ? item : mapStrings(item, `${pointer}/${name}`, visit, name),
    ]),
  );
}
