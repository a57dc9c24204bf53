import assert from "node:assert/strict";
import { test } from "node:test";
import { ReelbusError } from "@reelbus/contracts";
import { createLogger } from "@reelbus/kit";
import type { FactReporter } from "./fact-reporter.ts";
import { runHandler, type HandlerRun } from "./run-handler.ts";
import { createRunningJobs } from "./running-jobs.ts";
import { makeWork } from "./testing/with-worker.ts";

async function failWith(thrown: Error) {
  const lines: string[] = [];
  const work = { ...makeWork(), sealedSecrets: null };
  const run: HandlerRun<"Acquisition"> = {
    handler: () => Promise.reject(thrown),
    work,
    running: createRunningJobs().add(work),
    folder: { path: "/workspace/job", relative: "job" },
    facts: { progress: () => undefined } as unknown as FactReporter<"Acquisition">,
    logger: createLogger({ service: "test", level: "warn", output: { write: (line) => lines.push(line) } }),
    openSecrets: () => assert.fail("there are no secrets"),
    resolve: (path) => path,
  };
  return { outcome: await runHandler(run), log: lines.join("") };
}

test("what a program said of its failure is logged, and told to nobody", async () => {
  const cause = new Error("ffmpeg exited with code 1: /workspace/job/film.mp4: moov atom not found");
  const { outcome, log } = await failWith(new ReelbusError("encoding-failed", "film.mp4 failed.", { cause }));
  assert.ok(outcome.kind === "failed");
  assert.equal(outcome.failure.message, "film.mp4 failed.");
  assert.match(log, /"level":"warn".*moov atom not found/u);
});

test("a fault of ours is an error in the log; a failure without a cause has nothing to add", async () => {
  const { outcome, log } = await failWith(new TypeError("no such property"));
  assert.ok(outcome.kind === "failed");
  assert.equal(outcome.failure.reason, "internal");
  assert.match(log, /"level":"error".*no such property/u);
  assert.equal((await failWith(new ReelbusError("no-video", "There is no video."))).log, "");
});
