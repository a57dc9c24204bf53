import { createHash } from "node:crypto";
import type { Reason } from "@reelbus/contracts";
import { headers } from "@nats-io/transport-node";
import type { Link } from "./link.ts";
import { SUBJECTS } from "./subjects.ts";

const MAX_PROBLEM_LENGTH = 1_000;

/** A message that can't be handled, as it came, and why. */
export interface DeadLetter {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reason: Reason;
  /** For operators; one line. */
  readonly problem: string;
}

/**
 * Stores a message below `dead-letters.<its subject>` with the headers `Reelbus-Reason` and `Reelbus-Problem`. The
 * same message comes once within the duplicate window, however many receivers complain.
 */
export async function bury(link: Link, { subject, data, reason, problem }: DeadLetter): Promise<void> {
  const fields = headers();
  fields.set("Reelbus-Reason", reason);
  fields.set("Reelbus-Problem", problem.replace(/[^\x20-\x7e]+/gu, " ").slice(0, MAX_PROBLEM_LENGTH));
  const msgID = createHash("sha256").update(subject).update("\0").update(data).digest("base64url");
  await link.request("store a dead letter", () =>
    link.client.publish(SUBJECTS.deadLetter(subject), data, { msgID, headers: fields, timeout: link.timing.tryMs }),
  );
  link.logger.error({ subject, reason, problem }, "put a message to the dead letters");
}
