/**
 * Why an event was not stored:
 * - `gap`: an earlier event of the job did not come in time.
 * - `too-many-waiting`: the inbox waits for as many events as it may.
 * - `closed`: the inbox was closed.
 */
export type NotTakenReason = "gap" | "too-many-waiting" | "closed";

/** An event that was not stored. Don't acknowledge it: when it comes again, it may be taken. */
export class EventNotTakenError extends Error {
  override readonly name = "EventNotTakenError";
  readonly retryable = true;
  readonly reason: NotTakenReason;
  readonly jobId: string;
  /** The Sequence of the event that was not stored. */
  readonly sequence: number;
  /**
   * With `gap`: the Sequence of the event that the job waits for, to give to
   * `POST /jobs/{id}/events/replay`, or one more than the `after` of `GET /jobs/{id}/events`.
   */
  readonly missingSequence: number | null;

  constructor(
    reason: NotTakenReason,
    { jobId, sequence, missingSequence = null }: { jobId: string; sequence: number; missingSequence?: number | null },
  ) {
    const detail = missingSequence === null ? "" : gapDetail(jobId, missingSequence);
    super(`${reason}: event ${sequence} of job ${jobId} was not stored${detail}`);
    this.reason = reason;
    this.jobId = jobId;
    this.sequence = sequence;
    this.missingSequence = missingSequence;
  }
}

function gapDetail(jobId: string, missing: number): string {
  const replay = `POST /jobs/${jobId}/events/replay, or reelbus replay ${jobId} --publisher N --from ${missing}`;
  return `: event ${missing} did not come; ask for it: ${replay}, or read it: GET /jobs/${jobId}/events`;
}
