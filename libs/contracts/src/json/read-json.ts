import type { Problem } from "../api/problem.ts";
import { JsonReader, MalformedJson } from "./json-reader.ts";

/** What a text holds: a value, with what is wrong in it beyond the grammar; or nothing that can be read. */
export type ReadJson =
  | { readonly kind: "value"; readonly value: unknown; readonly problems: readonly Problem[] }
  | { readonly kind: "malformed"; readonly problem: Problem };

/**
 * Reads untrusted JSON (RFC 8259, UTF-8). Stricter than `JSON.parse`: a property that stands twice, a `__proto__`
 * property and text that no database stores (NUL, half a surrogate pair) are problems; more than 64 levels or 10,000
 * values are malformed. No message repeats the text, because it may hold secrets.
 */
export function readJson(body: Uint8Array | string): ReadJson {
  const text = typeof body === "string" ? body : decodeUtf8(body);
  if (text === null) return malformed("the body is not valid UTF-8");
  const reader = new JsonReader(text);
  try {
    return { kind: "value", value: reader.readAll(), problems: reader.problems };
  } catch (error) {
    if (error instanceof MalformedJson) return malformed(error.message);
    throw error;
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function malformed(message: string): ReadJson {
  return { kind: "malformed", problem: { Path: "", Reason: "not-json", Message: message } };
}
