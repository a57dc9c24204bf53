import type { JobDescriptionInput } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { setTimeout as sleep } from "node:timers/promises";
import { STEP_TIMEOUT_MS } from "../../control-plane/bounds.ts";
import { EVENTS_PER_JOB } from "../../control-plane/empty-result.ts";
import type { EventQueue, ReceivedEvent } from "./event-queue.ts";
import { submitJobs } from "../../control-plane/submit-jobs.ts";
import type { ControlPlane } from "../../control-plane/system.ts";
import { assertWholeHistories } from "./whole-histories.ts";

export interface SteadyOptions {
  /** With the queue among its publishers. */
  readonly job: JobDescriptionInput;
  readonly jobs: number;
  /** A rate that leaves the machine idle most of the time. */
  readonly perSecond: number;
}

/** Posts a job again and again at a rate. Resolves with all their events as they arrived in the queue, each history whole. */
export async function submitSteadily(
  { url }: ControlPlane,
  queue: EventQueue,
  { job, jobs, perSecond }: SteadyOptions,
): Promise<readonly ReceivedEvent[]> {
  const received: ReceivedEvent[] = [];
  await using _listening = await queue.listen((one) => received.push(one));
  const submits: Promise<string[]>[] = [];
  for (let index = 0; index < jobs; index += 1) {
    submits.push(submitJobs({ url, job, count: 1, clients: 1 }));
    await sleep(1_000 / perSecond);
  }
  const jobIds = await Promise.all(submits);
  await waitFor(() => received.length >= jobs * EVENTS_PER_JOB, {
    what: `the events of ${jobs} jobs`,
    timeoutMs: STEP_TIMEOUT_MS,
  });
  assertWholeHistories(jobIds.flat(), received);
  return received;
}

/** From the time that an event bears, which is from before it was stored, to its arrival, in whole milliseconds. */
export function delaysMs(received: readonly ReceivedEvent[]): number[] {
  return received.map(({ event, atMs }) => atMs - Date.parse(event.Timestamp));
}
