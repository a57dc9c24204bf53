import { ReelbusError } from "./reelbus-error.ts";

/** The error for a workspace without space left: nothing that the customer could do but wait. */
export function workspaceFull(cause: unknown): ReelbusError {
  const message = "The service's workspace has no space left. Submit the job again when the operator has made room.";
  return new ReelbusError("workspace-full", message, { cause });
}
