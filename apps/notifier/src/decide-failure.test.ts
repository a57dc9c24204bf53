import assert from "node:assert/strict";
import { it } from "node:test";
import { REASONS, type Reason } from "@reelbus/contracts";
import { decideFailure, type LaneFailure } from "./decide-failure.ts";

const failure: LaneFailure = { error: { reason: "host-unreachable", retryAfterMs: null }, failures: 0, random: 1 };

const pauseOf = (changes: Partial<LaneFailure>): number => {
  const decision = decideFailure({ ...failure, ...changes });
  assert.ok(decision.kind === "retry");
  return decision.delayMs;
};

it("parks at once nothing but what is too large for the target, or a target that is gone", () => {
  const parked = (Object.keys(REASONS) as Reason[]).filter(
    (reason) => decideFailure({ ...failure, error: { reason, retryAfterMs: null } }).kind === "park",
  );
  assert.deepEqual(parked, ["destination-gone", "message-too-large"]);
});

it("tries again with a growing pause, up to 15 minutes", () => {
  assert.deepEqual(
    [0, 1, 2, 300].map((failures) => pauseOf({ failures })),
    [2_000, 4_000, 8_000, 900_000],
  );
});

it("waits as long as the target asks for, when that is longer", () => {
  const asking = (retryAfterMs: number) => pauseOf({ error: { reason: "throttled", retryAfterMs } });
  assert.equal(asking(60_000), 60_000);
  assert.equal(asking(500), 2_000);
});
