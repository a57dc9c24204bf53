import assert from "node:assert/strict";
import { test } from "node:test";
import type { Abort } from "@reelbus/contracts";
import { createRunningJobs } from "./running-jobs.ts";

const jobId = "01a20718-072c-7ec9-a437-de7abbc5ac34";

function superseded(phase: "Media Mapping" | "Encoding" | "Publishing", attempt: number): Abort {
  return { jobId, reason: "superseded", keep: { phase, attempt } };
}

test("an abort ends what comes before the attempt to keep, and nothing after it", () => {
  const jobs = createRunningJobs();
  const work = jobs.add({ jobId, phase: "Encoding", attempt: 2 });
  for (const stale of [superseded("Media Mapping", 7), superseded("Encoding", 1), superseded("Encoding", 2)]) {
    jobs.abort(stale);
    assert.equal(work.abortCause(), null);
  }
  jobs.abort(superseded("Encoding", 3));
  assert.equal(work.abortCause(), "superseded");
  assert.equal(work.signal.aborted, true);
  const mapping = jobs.add({ jobId, phase: "Media Mapping", attempt: 9 });
  jobs.abort(superseded("Publishing", 1));
  assert.equal(mapping.abortCause(), "superseded");
});

test("without an attempt to keep everything of the job ends, and nothing of others; the first cause stays", () => {
  const jobs = createRunningJobs();
  const works = [1, 2].map((attempt) => jobs.add({ jobId, phase: "Encoding", attempt }));
  const other = jobs.add({ jobId: jobId.replace("0", "1"), phase: "Encoding", attempt: 1 });
  jobs.abort({ jobId, reason: "ended", keep: null });
  assert.deepEqual(
    works.map((work) => work.abortCause()),
    ["ended", "ended"],
  );
  assert.equal(other.abortCause(), null);
  jobs.abortAll();
  assert.equal(works[0]?.abortCause(), "ended");
  assert.equal(other.abortCause(), "stopping");
});
