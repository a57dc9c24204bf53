import type { IncomingMessage } from "node:http";
import { statusFailure } from "./http-failures.ts";
import type { HttpClient } from "./http-client.ts";
import { contentRangeOf, lengthOf } from "./message-head.ts";

/**
 * Asks for a file without reading it: by HEAD, and where that is not answered with success by GET of the first byte,
 * since some servers and all URLs signed for GET refuse HEAD.
 *
 * @returns the size in bytes, null when the server does not tell
 */
export async function probeFile(client: HttpClient, uri: string, signal: AbortSignal): Promise<number | null> {
  const head = await client.send("HEAD", uri, {}, signal);
  head.destroy();
  if (head.statusCode === 200) return lengthOf(head);

  const first = await client.send("GET", uri, { range: "bytes=0-0" }, signal);
  first.destroy();
  return sizeFromFirstByte(uri, first);
}

function sizeFromFirstByte(uri: string, response: IncomingMessage): number | null {
  switch (response.statusCode) {
    case 200:
      return lengthOf(response);
    case 206:
      return contentRangeOf(response)?.totalBytes ?? null;
    // An empty file has no first byte.
    case 416:
      return contentRangeOf(response)?.totalBytes === 0 ? 0 : null;
    default:
      throw statusFailure(uri, response);
  }
}
