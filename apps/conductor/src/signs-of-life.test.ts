import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleFact, sampleState } from "@reelbus/job-lifecycle/testing";
import { createSignsOfLife } from "./signs-of-life.ts";

const state = sampleState({ phase: "Encoding" });
const heartbeat = sampleFact(state, "heartbeat", 0);
const progress = (percent: number) => sampleFact(state, "progress", 0, { percent });

test("progress is plain when its whole number was stored, for the same attempt alone", () => {
  const signs = createSignsOfLife(() => 0);
  assert.equal(signs.isPlain(progress(41)), false);
  signs.stored(progress(41), 41);
  assert.equal(signs.isPlain(progress(41.9)), true);
  assert.equal(signs.isPlain(progress(3)), true);
  assert.equal(signs.isPlain(progress(42)), false);
  assert.equal(signs.isPlain(sampleFact({ ...state, attempt: 2 }, "progress", 0, { percent: 3 })), false);
  signs.stored(heartbeat);
  assert.equal(signs.isPlain(progress(41)), true);
});

test("heartbeats are plain, results never; what was stored is recent for a while", () => {
  let nowMs = 0;
  const signs = createSignsOfLife(() => nowMs);
  assert.equal(signs.isPlain(heartbeat), true);
  for (const kind of ["started", "planned", "finished", "failed"] as const)
    assert.equal(signs.isPlain(sampleFact(state, kind, 0)), false);
  assert.equal(signs.isRecent(heartbeat), false);
  signs.stored(heartbeat);
  assert.equal(signs.isRecent(heartbeat), true);
  assert.equal(signs.isRecent(sampleFact({ ...state, attempt: 2 }, "heartbeat", 0)), false);
  nowMs = 5_000;
  assert.equal(signs.isRecent(heartbeat), false);
});

test("the job that was not heard of for longest is forgotten first", () => {
  const signs = createSignsOfLife(() => 0);
  const of = (jobId: string) => sampleFact({ ...state, job: { ...state.job, jobId } }, "heartbeat", 0);
  signs.stored(of("first"));
  signs.stored(of("second"));
  signs.stored(of("first"));
  for (let n = 0; n < 9_999; n++) signs.stored(of(`job-${n}`));
  assert.equal(signs.isRecent(of("second")), false);
  assert.equal(signs.isRecent(of("first")), true);
});
