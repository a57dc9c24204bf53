import { ReelbusError } from "@reelbus/contracts";
import { RefusedRequest } from "../answer.ts";

/** For the `catch` of a page: a cursor that is none of ours is refused with 400, anything else is thrown on. */
export function refuseBadCursor(error: unknown): never {
  if (!(error instanceof ReelbusError) || error.reason !== "invalid-message") throw error;
  const problems = [{ Path: "cursor", Reason: "invalid-value" as const, Message: error.message }];
  throw new RefusedRequest(400, "invalid-request", "The query has problems.", { problems });
}
