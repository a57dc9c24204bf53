import { JetStreamApiError } from "@nats-io/jetstream";
import { ReelbusError, type Phase } from "@reelbus/contracts";
import type { Link } from "./link.ts";
import { STREAMS, SUBJECTS } from "./subjects.ts";

/** A job has one message, or two when an attempt was made again; the rest is for those that vanish meanwhile. */
const MAX_LOOKS = 10;

/**
 * Deletes a job's work message by message. A purge of its subject would make servers before 2.10 skip the messages of
 * other jobs that wait beside it: they would stay in the stream and never be delivered.
 */
export async function removeWork(link: Link, phase: Phase, jobId: string): Promise<void> {
  const query = { last_by_subj: SUBJECTS.work(phase, jobId) };
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const message = await link.request("look for work", () => link.manager.streams.getMessage(STREAMS.work, query));
    if (message === null) return;
    await link.request("remove work", () =>
      link.manager.streams.deleteMessage(STREAMS.work, message.seq, false).catch(ignoreGone),
    );
  }
  throw new ReelbusError("internal", "The message bus could not remove work.", { retryable: true });
}

/** It was acknowledged in the meantime; whether that is so, the next look tells. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof JetStreamApiError) || error.status === 503) throw error;
}
