import { setTimeout as pause } from "node:timers/promises";
import type { JobDetails } from "@reelbus/contracts";
import type { ApiClient } from "./api-client.ts";

const LOOK_EVERY_MS = 100;

/** The job as soon as it is delivering to none of its publishers any more, or as it is when the time is over. */
export async function deliveredJob(
  client: Pick<ApiClient, "job">,
  jobId: string,
  withinMs: number,
): Promise<JobDetails> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const job = await client.job(jobId);
    const isSettled = job.Publishers.every(({ State }) => State !== "Delivering");
    if (isSettled || performance.now() >= deadlineMs) return job;
    await pause(LOOK_EVERY_MS);
  }
}
