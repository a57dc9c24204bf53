import type { FileHandle } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { ReelbusError } from "@reelbus/contracts";
import type { FetchOptions } from "../source.ts";
import { bodyOf } from "./body-of.ts";
import { badResponse, changed, cutOff, statusFailure } from "./http-failures.ts";
import type { HttpClient } from "./http-client.ts";
import type { HttpLimits } from "./http-limits.ts";
import { contentRangeOf, lengthOf, validatorOf } from "./message-head.ts";

/** How far a transfer has come. */
interface Transfer {
  readonly uri: string;
  receivedBytes: number;
  /** As the server announced it, else as it was listed. */
  totalBytes: number | null;
  /** Names the version of the file; null while it can't be proven that a resume would go on with the same one. */
  validator: string | null;
}

/**
 * Writes a file to `out` and resolves to its size. A broken transfer goes on where it stopped, a bounded number of
 * times and only while the server proves that it is still the same file. What fails before the first byte is not tried
 * again here.
 */
export async function download(
  client: HttpClient,
  uri: string,
  out: FileHandle,
  { listedBytes, signal, onBytes }: FetchOptions & { readonly listedBytes: number | null },
): Promise<number> {
  const transfer: Transfer = { uri, receivedBytes: 0, totalBytes: listedBytes, validator: null };
  for (let resumes = 0; ; resumes++) {
    try {
      const response = resumes === 0 ? await begin(client, transfer, signal) : await resume(client, transfer, signal);
      for await (const chunk of bodyOf(response, uri, client.limits.stallMs)) {
        await out.writeFile(chunk);
        transfer.receivedBytes += chunk.length;
        onBytes(chunk.length);
      }
      if (transfer.totalBytes !== null && transfer.receivedBytes < transfer.totalBytes) throw cutOff(uri);
      return transfer.receivedBytes;
    } catch (error) {
      signal.throwIfAborted();
      await pause(pauseBeforeResume(error, transfer, resumes, client.limits), undefined, { signal });
    }
  }
}

async function begin(client: HttpClient, transfer: Transfer, signal: AbortSignal): Promise<IncomingMessage> {
  const response = await client.send("GET", transfer.uri, {}, signal);
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (response.statusCode !== 200) throw refused(response, statusFailure(transfer.uri, response));
  if (encoding !== "identity")
    throw refused(
      response,
      badResponse(transfer.uri, `is sent compressed (${encoding}), which was not asked for. Check its server.`),
    );
  transfer.totalBytes = lengthOf(response) ?? transfer.totalBytes;
  transfer.validator = validatorOf(response);
  return response;
}

async function resume(client: HttpClient, transfer: Transfer, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { range: `bytes=${transfer.receivedBytes}-`, "if-range": transfer.validator ?? "" };
  const response = await client.send("GET", transfer.uri, headers, signal);
  switch (response.statusCode) {
    case 206: {
      const range = contentRangeOf(response);
      const sameLength = [null, transfer.totalBytes].includes(range?.totalBytes ?? null);
      if (range?.start === transfer.receivedBytes && sameLength) return response;
      throw refused(
        response,
        badResponse(transfer.uri, "was resumed with other bytes than those asked for. Check its server."),
      );
    }
    case 200:
    case 416:
      transfer.validator = null;
      throw refused(response, changed(transfer.uri));
    default:
      throw refused(response, statusFailure(transfer.uri, response));
  }
}

function refused(response: IncomingMessage, failure: ReelbusError): ReelbusError {
  response.destroy();
  return failure;
}

/** How long to wait before the next resume, in milliseconds; throws the error when there shall be none. */
function pauseBeforeResume(error: unknown, transfer: Transfer, resumes: number, limits: HttpLimits): number {
  const resumable = transfer.receivedBytes > 0 && transfer.validator !== null && resumes < limits.resumes;
  if (!resumable || !(error instanceof ReelbusError) || !error.retryable) throw error;
  const pauseMs = Math.max(limits.firstPauseMs * 2 ** resumes, error.retryAfterMs ?? 0);
  if ((error.retryAfterMs ?? 0) > limits.longestPauseMs) throw error;
  return Math.min(pauseMs, limits.longestPauseMs);
}
