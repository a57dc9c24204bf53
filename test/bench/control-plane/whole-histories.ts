import assert from "node:assert/strict";
import { EVENTS_PER_JOB } from "../../control-plane/empty-result.ts";
import type { ReceivedEvent } from "./event-queue.ts";

/**
 * Asserts that every one of these jobs has arrived whole: each event once, in order, JobSuccess last. What is not
 * delivered must not count as done.
 */
export function assertWholeHistories(jobIds: readonly string[], received: readonly ReceivedEvent[]): void {
  const histories = new Map<string, number[]>(jobIds.map((jobId) => [jobId, []]));
  for (const { event } of received) {
    const history = histories.get(event.JobId);
    assert.ok(history, `an event of the unknown job ${event.JobId}`);
    history.push(event.Sequence);
    assert.equal(event.EventType === "JobSuccess", event.Sequence === EVENTS_PER_JOB, event.EventType);
  }
  const whole = Array.from({ length: EVENTS_PER_JOB }, (_, index) => index + 1);
  for (const [jobId, history] of histories) assert.deepEqual(history, whole, `the history of ${jobId}`);
}
