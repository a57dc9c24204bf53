import assert from "node:assert/strict";
import { it } from "node:test";
import type { JobDetails } from "@reelbus/contracts";
import { deliveredJob } from "./delivered-job.ts";

/** An API whose answers follow each other; the last one stays. */
function apiOf(...states: readonly (readonly JobDetails["Publishers"][number]["State"][])[]) {
  const jobs = states.map((all) => ({ Publishers: all.map((State) => ({ State })) }) as JobDetails);
  let asked = 0;
  return { jobs, job: () => Promise.resolve(jobs[Math.min(asked++, jobs.length - 1)] as JobDetails) };
}

it("waits until the job is delivering to no publisher any more", async () => {
  const api = apiOf(["Delivering", "Failing"], ["Delivered", "Delivering"], ["Delivered", "Failing"]);
  assert.equal(await deliveredJob(api, "a", 60_000), api.jobs[2]);
});

it("tells how far the job is when the time is over", async () => {
  const api = apiOf(["Delivering"]);
  assert.equal(await deliveredJob(api, "a", 0), api.jobs[0]);
});
