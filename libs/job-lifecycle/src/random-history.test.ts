import assert from "node:assert/strict";
import { test } from "node:test";
import {
  EVENT_TYPES,
  isTerminal,
  PHASES,
  type EventDraft,
  type EventType,
  type Fact,
  type FactKind,
} from "@reelbus/contracts";
import { applyFact } from "./apply-fact.ts";
import { cancelJob } from "./end-job.ts";
import { isEnded, type JobState } from "./job-state.ts";
import { recoverLost } from "./next-attempt.ts";
import { sampleFact, sampleState } from "./testing/index.ts";
import type { Transition } from "./transition.ts";

/** A small seeded generator (mulberry32): the same seed, the same history. */
function randomOf(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (limit: number) => Math.floor(next() * limit),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
  };
}

interface Told {
  readonly draft: EventDraft;
  readonly atMs: number;
}

/** One job's life with duplicates, disorder, lost messages, failures, silence and now and then a cancel. */
function randomHistory(seed: number) {
  const random = randomOf(seed);
  const cancels = random.next() < 0.2;
  let state: JobState = sampleState();
  let nowMs = 0;
  const told: Told[] = [];
  const sent: Fact[] = [];

  const store = (transition: Transition) => {
    const before = state;
    state = transition.state;
    assert.equal(state.sequence, before.sequence + transition.events.length);
    assert.ok(state.lastEventAtMs >= before.lastEventAtMs);
    if (state.phase === before.phase) assert.ok(state.attempt >= before.attempt);
    else assert.equal(PHASES.indexOf(state.phase), PHASES.indexOf(before.phase) + 1);
    told.push(...transition.events.map((draft) => ({ draft, atMs: state.lastEventAtMs })));
  };
  const receive = (fact: Fact) => {
    const before = JSON.stringify(state);
    const verdict = applyFact(state, fact, nowMs);
    assert.equal(JSON.stringify(state), before, "the state that was given is never changed");
    if (verdict.kind === "changed") store(verdict.transition);
    if (fact.phase !== state.phase && verdict.kind !== "changed") assert.equal(verdict.kind, "stale");
  };
  const kinds: readonly FactKind[] = [
    "started",
    "heartbeat",
    "progress",
    "progress",
    "planned",
    "finished",
    "failed",
    "released",
  ];
  const makeFact = (): Fact => {
    const kind = random.pick(kinds);
    const retryable = random.next() < 0.9;
    const failure = { reason: "timeout", message: "No answer.", retryable, retryAfterMs: null };
    return sampleFact(state, kind === "planned" && state.phase !== "Encoding" ? "heartbeat" : kind, nowMs, {
      delivery: 1 + random.below(3),
      ...(kind === "progress" ? { percent: random.next() * 100 } : {}),
      ...(kind === "failed" ? { failure } : {}),
    });
  };

  for (let step = 0; step < 3_000 && !isEnded(state); step++) {
    nowMs += random.below(1_500);
    const dice = random.next();
    if (dice < 0.25 && sent.length > 0) {
      receive(random.pick(sent));
    } else if (dice < 0.3) {
      const recovered = recoverLost(state, state, nowMs);
      if (recovered !== null && random.next() < 0.3) store(recovered);
    } else if (dice < 0.32 && cancels) {
      if (random.next() < 0.5) state = { ...state, cancelRequested: true };
      else store(cancelJob(state, nowMs) ?? assert.fail());
    } else if (state.phaseState === "ready") {
      if (nowMs >= state.notBeforeMs) state = { ...state, phaseState: "dispatched", status: "Queued" };
    } else {
      const fact = makeFact();
      sent.push(fact);
      if (random.next() < 0.9) receive(fact);
    }
  }
  const { length } = told;
  for (const fact of sent.slice(-50)) receive(fact);
  assert.equal(told.length, length, "nothing happens after the end");
  return { state, told };
}

const ONCE: ReadonlySet<EventType> = new Set(
  EVENT_TYPES.filter((type) => !["AcquisitionProgress", "EncodingProgress", "FinalError"].includes(type)),
);

function checkOrder(told: readonly Told[]): void {
  const types = told.map(({ draft }) => draft.type);
  const places = types.filter((type) => type !== "FinalError").map((type) => EVENT_TYPES.indexOf(type));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
    "the order of the contract",
  );
  for (const type of ONCE) assert.ok(types.filter((one) => one === type).length <= 1, `${type} at most once`);
  // No event without those that the contract puts before it.
  const highest = EVENT_TYPES.slice(0, Math.max(-1, ...places) + 1);
  for (const type of highest.filter((one) => !one.endsWith("Progress")))
    assert.ok(types.includes(type), `${type} is there`);
}

function checkProgress(told: readonly Told[]): void {
  for (const type of ["AcquisitionProgress", "EncodingProgress"]) {
    const steps = told.flatMap(({ draft, atMs }) =>
      draft.type === type && "Progress" in draft.payload ? [{ progress: draft.payload.Progress, atMs }] : [],
    );
    for (const [index, step] of steps.entries()) {
      assert.ok(Number.isInteger(step.progress));
      const before = steps[index - 1];
      if (before === undefined) continue;
      assert.ok(step.progress > before.progress, "progress rises");
      assert.ok(step.progress === 100 || step.atMs - before.atMs >= 1_000, "once a second");
    }
    const finished = type === "AcquisitionProgress" ? "ContentAcquired" : "EncodingFinished";
    if (told.some(({ draft }) => draft.type === finished)) assert.equal(steps.at(-1)?.progress, 100);
  }
}

test("500 random histories keep every promise", () => {
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= 500; seed++) {
    try {
      const { state, told } = randomHistory(seed);
      assert.ok(isEnded(state), "the job ends");
      const terminal = told.filter(({ draft }) => isTerminal(draft.type));
      assert.equal(terminal.length, 1, "one terminal event");
      assert.equal(terminal[0], told.at(-1), "which is the last");
      assert.equal(state.sequence, told.length);
      checkOrder(told);
      checkProgress(told);
      if (state.status === "Completed") assert.equal(state.phase, PHASES.at(-1));
      ends.set(state.status, (ends.get(state.status) ?? 0) + 1);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  // The histories are of use only when they reach every end.
  for (const status of ["Completed", "Failed", "Cancelled"]) assert.ok((ends.get(status) ?? 0) > 20, status);
});
