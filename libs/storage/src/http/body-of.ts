import type { IncomingMessage } from "node:http";
import { ReelbusError } from "@reelbus/contracts";
import { cutOff, stalled } from "./http-failures.ts";

/**
 * The body of an answer. The limit holds for the wait for each chunk; the time that the reader takes does not count.
 * Destroys the answer when the reader leaves early.
 *
 * @throws {ReelbusError} `timeout` or `incomplete-transfer`
 */
export async function* bodyOf(response: IncomingMessage, uri: string, stallMs: number): AsyncGenerator<Buffer> {
  const stall = () => response.destroy(stalled(uri, stallMs));
  let timer = setTimeout(stall, stallMs);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(stall, stallMs);
    }
  } catch (error) {
    throw error instanceof ReelbusError ? error : cutOff(uri, error);
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}
