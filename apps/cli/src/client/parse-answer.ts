import { refusalSchema } from "@reelbus/contracts";
import type { z } from "zod";
import { ApiRefusal, ApiUnreachable } from "./api-error.ts";

/**
 * A JSON answer, checked against the contract.
 *
 * @throws ApiUnreachable when it is not what an API of Reelbus answers
 */
export function parseAnswer<T extends z.ZodType>(schema: T, text: string, url: URL): z.output<T> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ApiUnreachable(`${url.origin} does not answer as a Reelbus API would; see --url`, { cause });
  }
}

/**
 * What an answer that is not ok says.
 *
 * @throws ApiUnreachable when it is no refusal of Reelbus
 */
export function parseRefusal(status: number, text: string, url: URL): ApiRefusal {
  return new ApiRefusal(status, parseAnswer(refusalSchema, text, url));
}
