import assert from "node:assert/strict";
import { test } from "node:test";
import { factSchema, lifecycleEventSchema, PHASES, type Fact, type LifecycleEvent } from "@reelbus/contracts";
import { applyFact } from "./apply-fact.ts";
import type { JobState } from "./job-state.ts";
import { lifecycleEvent } from "./lifecycle-event.ts";
import { SAMPLE_RESULTS, sampleFact, sampleState } from "./testing/index.ts";
import type { Transition } from "./transition.ts";

function change(state: JobState, fact: Fact, nowMs: number): Transition {
  const verdict = applyFact(state, factSchema.parse(fact), nowMs);
  assert.equal(verdict.kind, "changed", `${fact.kind} of ${fact.phase}`);
  return (verdict as { transition: Transition }).transition;
}

const IGNORED = { kind: "stale", abort: null, cleanup: false };

const typesOf = ({ events }: Transition) => events.map((event) => event.type);

/** The state in which a phase runs, everything before it done at once. */
function runningIn(phase: string): JobState {
  let state = sampleState();
  while (state.phase !== phase) state = change(state, sampleFact(state, "finished", 0), 0).state;
  return change(state, sampleFact(state, "started", 0), 0).state;
}

test("the whole chain makes the documented events, each valid, with times and a gapless sequence", () => {
  let state = sampleState();
  let nowMs = 0;
  const events: LifecycleEvent[] = [];
  const apply = (fact: Fact) => {
    const { state: next, events: drafts } = change(state, fact, nowMs);
    drafts.forEach((draft, index) => {
      const sequence = state.sequence + index + 1;
      const place = { eventId: "01a20718-072c-79bc-bd40-31060d79dc27", sequence, timestampMs: nowMs };
      events.push(lifecycleEventSchema.parse(lifecycleEvent(state.job, draft, place)));
    });
    assert.equal(next.sequence, events.length);
    state = next;
  };
  for (const phase of PHASES) {
    assert.equal(state.phase, phase);
    assert.equal(state.phaseState, "ready");
    nowMs += 2_000;
    apply(sampleFact(state, "started", nowMs));
    assert.equal(state.status, "Running");
    if (phase === "Encoding") apply(sampleFact(state, "planned", nowMs));
    nowMs += 3_000;
    if (phase === "Acquisition" || phase === "Encoding") apply(sampleFact(state, "progress", nowMs, { percent: 41.7 }));
    apply(sampleFact(state, "finished", nowMs));
  }
  assert.deepEqual(
    events.map((event) => event.EventType),
    [
      "JobCreated",
      "AcquisitionProgress",
      "AcquisitionProgress",
      "ContentAcquired",
      "ContentMapped",
      "ContentPreProcessed",
      "VideoEncodingStarted",
      "EncodingProgress",
      "EncodingProgress",
      "EncodingFinished",
      "ImagesExtracted",
      "ContentPublished",
      "JobSuccess",
    ],
  );
  const created = events[0] as Extract<LifecycleEvent, { EventType: "JobCreated" }>;
  assert.deepEqual(created.JobDescription, state.job.description);
  assert.deepEqual(created.MessagePublisherTypes, ["Files"]);
  assert.deepEqual(created.UserData, { shelf: 7 });
  const preProcessed = events[5] as Extract<LifecycleEvent, { EventType: "ContentPreProcessed" }>;
  assert.deepEqual(preProcessed.AudioLanguages, ["en"]);
  const success = events.at(-1) as Extract<LifecycleEvent, { EventType: "JobSuccess" }>;
  assert.deepEqual(success.Output, SAMPLE_RESULTS.Publishing.output);
  assert.deepEqual(success.Warnings, ["notes.txt was ignored", "encoded with care"]);
  assert.equal(success.QueueWaitSeconds, 12);
  assert.equal(success.ProcessingSeconds, 18);
  assert.equal(state.status, "Completed");
  assert.equal(state.endedAtMs, nowMs);
});

test("a fact of another phase, attempt or of an ended job changes nothing and stops whoever still works", () => {
  const state = runningIn("Media Mapping");
  const keep = { phase: "Media Mapping", attempt: 1 } as const;
  const superseded = { jobId: state.job.jobId, reason: "superseded", keep };
  for (const old of [{ phase: "Acquisition" as const }, { attempt: 2 }]) {
    const other = { ...state, ...old };
    for (const kind of ["started", "heartbeat", "progress"] as const)
      assert.deepEqual(applyFact(state, sampleFact(other, kind, 0), 0), {
        kind: "stale",
        abort: superseded,
        cleanup: false,
      });
    for (const kind of ["finished", "failed", "released"] as const)
      assert.deepEqual(applyFact(state, sampleFact(other, kind, 0), 0), IGNORED);
  }
  const failure = { reason: "no-video", message: "No video.", retryable: false, retryAfterMs: null };
  const { state: ended } = change(state, sampleFact(state, "failed", 0, { failure }), 0);
  assert.deepEqual(applyFact(ended, sampleFact(state, "heartbeat", 0), 0), {
    kind: "stale",
    abort: { jobId: state.job.jobId, reason: "ended", keep: null },
    cleanup: false,
  });
  // Its folder may have come after the clean-up.
  assert.deepEqual(applyFact(ended, sampleFact(state, "finished", 0), 0), { ...IGNORED, cleanup: true });
  assert.deepEqual(applyFact(ended, sampleFact(state, "released", 0), 0), IGNORED);
});

test("VideoEncodingStarted comes once: planned early, late, twice or never", () => {
  const state = runningIn("Encoding");
  const planned = change(state, sampleFact(state, "planned", 0), 0);
  assert.deepEqual(typesOf(planned), ["VideoEncodingStarted"]);
  assert.deepEqual(planned.events[0]?.payload, {
    VideoFormat: "H264",
    OptimizeFor: "Balance",
    Representations: SAMPLE_RESULTS.Encoding.plan.representations,
    Bitrates: [320],
  });
  assert.deepEqual(applyFact(planned.state, sampleFact(state, "planned", 0), 0), { kind: "alive" });
  assert.deepEqual(typesOf(change(planned.state, sampleFact(state, "finished", 0), 0)), [
    "EncodingProgress",
    "EncodingFinished",
  ]);
  // Progress before the plan is held back.
  assert.deepEqual(applyFact(state, sampleFact(state, "progress", 0, { percent: 30 }), 0), { kind: "alive" });
  const unplanned = change(state, sampleFact(state, "finished", 0), 0);
  assert.deepEqual(typesOf(unplanned), ["VideoEncodingStarted", "EncodingProgress", "EncodingFinished"]);
  assert.equal(applyFact(unplanned.state, sampleFact(state, "planned", 0), 0).kind, "stale");
});

test("progress: whole numbers that rise, one a second, 100 with the result alone, nothing lost on a retry", () => {
  let state = runningIn("Acquisition");
  const told: number[] = [];
  const tell = (percent: number, nowMs: number) => {
    const verdict = applyFact(state, sampleFact(state, "progress", nowMs, { percent }), nowMs);
    if (verdict.kind !== "changed") return;
    state = verdict.transition.state;
    for (const event of verdict.transition.events) if ("Progress" in event.payload) told.push(event.payload.Progress);
  };
  tell(0, 1_000);
  tell(12.9, 1_500);
  tell(13.9, 2_000);
  tell(13.95, 3_500);
  tell(100, 4_000);
  assert.deepEqual(told, [0, 13, 99]);
  state = change(state, sampleFact(state, "failed", 5_000), 5_000).state;
  tell(2, 20_000);
  assert.equal(state.attempt, 2);
  assert.deepEqual(told, [0, 13, 99]);
  assert.equal(state.progress, 99);
  const { events } = change(state, sampleFact(state, "finished", 20_001), 20_001);
  assert.deepEqual(events[0], {
    type: "AcquisitionProgress",
    payload: { Progress: 100, BytesAcquired: 1000, TotalBytes: 1000 },
  });
});

test("retryable failures wait 2 s, 10 s, then the job fails with the last reason", () => {
  let state = runningIn("Acquisition");
  const failure = { reason: "timeout", message: "No answer.", retryable: true, retryAfterMs: null };
  const fail = (changes: object, nowMs: number) => {
    const fact = sampleFact(state, "failed", nowMs, { failure: { ...failure, ...changes } });
    const transition = change(state, fact, nowMs);
    state = transition.state;
    return transition;
  };
  const first = fail({}, 1_000);
  assert.deepEqual(typesOf(first), []);
  assert.equal(first.effects.dispatch, "Acquisition");
  assert.equal(state.phaseState, "ready");
  assert.equal(state.status, "Queued");
  assert.equal(state.notBeforeMs, 3_000);
  fail({ retryAfterMs: 60_000 }, 3_000);
  assert.equal(state.attempt, 3);
  assert.equal(state.notBeforeMs, 63_000);
  const last = fail({ reason: "host-unreachable", message: "The host is gone." }, 70_000);
  assert.deepEqual(last.events, [
    {
      type: "FinalError",
      payload: {
        ErrorCode: 1000,
        ErrorName: "AcquisitionError",
        Reason: "host-unreachable",
        Message: "The host is gone.",
        FailedPhase: "Acquisition",
        Retryable: true,
      },
    },
  ]);
  assert.equal(state.status, "Failed");
  assert.equal(last.effects.cleanup, true);
});

test("a server's wish to wait is bounded, and the wait of a backoff is no queue wait", () => {
  const state = runningIn("Acquisition");
  const failure = { reason: "throttled", message: "Slow down.", retryable: true, retryAfterMs: 86_400_000 };
  const { state: waits } = change(state, sampleFact(state, "failed", 0, { failure }), 0);
  assert.equal(waits.notBeforeMs, 300_000);
  const { state: runs } = change(waits, sampleFact(waits, "started", 301_500), 302_000);
  const timing = runs.timings.Acquisition;
  assert.deepEqual([timing?.queueWaitMs, timing?.attempts], [1_500, 2]);
});

test("released work is dispatched again at once, however often, and counts as no failure", () => {
  let state = runningIn("Encoding");
  for (let stop = 1; stop <= 20; stop++) {
    const released = change(state, sampleFact(state, "released", 1_000 * stop), 1_000 * stop);
    assert.deepEqual(released.events, []);
    assert.equal(released.effects.dispatch, "Encoding");
    const { phaseState, attempt, notBeforeMs, failures, silences, losses } = released.state;
    assert.deepEqual(
      { phaseState, attempt, notBeforeMs },
      { phaseState: "ready", attempt: stop + 1, notBeforeMs: 1_000 * stop },
    );
    assert.deepEqual([failures, silences, losses], [0, 0, 0]);
    state = change(released.state, sampleFact(released.state, "started", 1_000 * stop), 1_000 * stop).state;
  }
  assert.equal(state.timings.Encoding?.processingMs, 20_000);
});

test("a job that fails in pre-validation has FinalError as its only event", () => {
  const state = runningIn("Pre-Validation");
  const failure = { reason: "access-denied", message: "Wrong password.", retryable: false, retryAfterMs: null };
  const { state: ended, events } = change(state, sampleFact(state, "failed", 0, { failure }), 0);
  assert.deepEqual(typesOf({ events } as Transition), ["FinalError"]);
  assert.equal(ended.sequence, 1);
  assert.equal(ended.error?.ErrorCode, 5003);
});

test("of two deliveries of one attempt the first that finishes wins; one that was given up can't fail it", () => {
  const state = runningIn("Media Mapping");
  const second = change(state, sampleFact(state, "started", 5, { delivery: 2 }), 5).state;
  assert.equal(second.delivery, 2);
  assert.deepEqual(applyFact(second, sampleFact(state, "failed", 6), 6), IGNORED);
  assert.deepEqual(applyFact(second, sampleFact(state, "released", 6), 6), IGNORED);
  assert.deepEqual(typesOf(change(second, sampleFact(state, "finished", 7), 7)), [
    "ContentMapped",
    "ContentPreProcessed",
  ]);
});

test("a worker's wrong clock can't make a time negative or longer than it was", () => {
  const state = sampleState();
  const early = change(state, sampleFact(state, "started", -3_600_000), 4_000).state;
  assert.equal(early.timings["Pre-Validation"]?.queueWaitMs, 0);
  const late = change(state, sampleFact(state, "started", 3_600_000), 4_000).state;
  assert.equal(late.timings["Pre-Validation"]?.queueWaitMs, 4_000);
});

test("work that told no start counts from when it began", () => {
  const changes = { startedAt: new Date(3_000).toISOString() };
  const { timings } = change(sampleState(), sampleFact(sampleState(), "finished", 5_000, changes), 6_000).state;
  const timing = timings["Pre-Validation"];
  assert.deepEqual([timing?.queueWaitMs, timing?.processingMs, timing?.attempts], [3_000, 2_000, 1]);
});
