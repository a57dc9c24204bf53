import { RefusedRequest } from "./answer.ts";

/** The answer for a job that there is not. */
export function unknownJob(): RefusedRequest {
  return new RefusedRequest(404, "not-found", "There is no such job.");
}
