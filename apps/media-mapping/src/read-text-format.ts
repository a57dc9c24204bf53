import { open } from "node:fs/promises";
import { detectTextFormat, type TextFormat } from "@reelbus/media";

/** Subtitles of a long film are less than 1 MB. */
const LARGEST_TEXT_BYTES = 32 * 1024 * 1024;

/**
 * The format of a side text; null when it is none, is in no Unicode encoding, or is too large. UTF-16 is told by its byte
 * order mark, anything else must be UTF-8; WebVTT is always UTF-8.
 */
export async function readTextFormat(path: string, signal: AbortSignal): Promise<TextFormat | null> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size > LARGEST_TEXT_BYTES) return null;
  const bytes = await file.readFile({ signal });
  const encoding = encodingOf(bytes);
  const text = decode(bytes, encoding);
  const format = text === null ? null : detectTextFormat(text);
  return format === "webvtt" && encoding !== "utf-8" ? null : format;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/** The text without a byte order mark. */
function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
