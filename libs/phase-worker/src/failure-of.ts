import { ReelbusError, toReelbusError, workspaceFull, type PhaseFailure } from "@reelbus/contracts";

const MAX_MESSAGE_LENGTH = 4_000;
const NO_SPACE: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** What a handler threw, as it is told to the conductor. */
export function failureOf(thrown: unknown): PhaseFailure {
  const error = isNoSpace(thrown) ? workspaceFull(thrown) : toReelbusError(thrown);
  const { reason, message, retryable, retryAfterMs } = error;
  return { reason, message: message.slice(0, MAX_MESSAGE_LENGTH), retryable, retryAfterMs };
}

/** A handler that writes to the customer's disk says `target-full` itself; what comes here bare is the workspace. */
function isNoSpace(thrown: unknown): boolean {
  return !(thrown instanceof ReelbusError) && thrown instanceof Error && "code" in thrown && NO_SPACE.has(thrown.code);
}
