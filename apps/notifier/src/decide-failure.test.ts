import assert from "node:assert/strict";
import { it } from "node:test";
import { decideFailure, type LaneFailure } from "./decide-failure.ts";

const nowMs = Date.UTC(2026, 0, 31, 12);
const hoursAgo = (hours: number): Date => new Date(nowMs - hours * 3_600_000);

const failure: LaneFailure = {
  error: { retryable: true, retryAfterMs: null },
  failures: 0,
  failingSince: null,
  nowMs,
  random: 1,
};

const pauseOf = (changes: Partial<LaneFailure>): number => {
  const decision = decideFailure({ ...failure, ...changes });
  assert.ok(decision.kind === "retry");
  return decision.notBefore.getTime() - nowMs;
};

it("parks at once what can't be helped by trying again", () => {
  assert.deepEqual(decideFailure({ ...failure, error: { retryable: false, retryAfterMs: 1_000 } }), { kind: "park" });
});

it("tries again with a growing pause", () => {
  assert.deepEqual(
    [0, 1, 2].map((failures) => pauseOf({ failures })),
    [2_000, 4_000, 8_000],
  );
});

it("waits as long as the target asks for, when that is longer", () => {
  assert.equal(pauseOf({ error: { retryable: true, retryAfterMs: 60_000 } }), 60_000);
  assert.equal(pauseOf({ error: { retryable: true, retryAfterMs: 500 } }), 2_000);
});

it("goes on for 72 hours, then parks", () => {
  assert.equal(pauseOf({ failures: 300, failingSince: hoursAgo(71.99) }), 900_000);
  assert.deepEqual(decideFailure({ ...failure, failures: 300, failingSince: hoursAgo(72) }), { kind: "park" });
});
