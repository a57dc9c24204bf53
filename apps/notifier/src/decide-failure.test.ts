import assert from "node:assert/strict";
import { it } from "node:test";
import { ReelbusError, type Reason } from "@reelbus/contracts";
import { decideFailure, type LaneFailure } from "./decide-failure.ts";

const failure: LaneFailure = {
  error: { reason: "host-unreachable", retryable: true, retryAfterMs: null },
  failures: 0,
  hasDelivered: false,
  random: 1,
};

const pauseOf = (changes: Partial<LaneFailure>): number => {
  const decision = decideFailure({ ...failure, ...changes });
  assert.ok(decision.kind === "retry");
  return decision.delayMs;
};

it("parks at once what trying again can't help, by the error itself and not by its reason", () => {
  const kindOf = (...error: ConstructorParameters<typeof ReelbusError>) =>
    decideFailure({ ...failure, error: new ReelbusError(...error) }).kind;
  for (const reason of [
    "access-denied",
    "destination-not-found",
    "host-not-found",
    "untrusted-certificate",
    "message-too-large",
  ] as const)
    assert.equal(kindOf(reason, "no"), "park", reason);
  for (const reason of ["host-unreachable", "timeout", "throttled", "target-full", "internal"] as const)
    assert.equal(kindOf(reason, "no"), "retry", reason);
  assert.equal(kindOf("access-denied", "no", { retryable: true }), "retry");
  assert.equal(kindOf("host-unreachable", "no", { retryable: false }), "park");
});

it("tries a host again that has lost its name or its TLS since it took an event", () => {
  const kindOf = (reason: Reason) =>
    decideFailure({ ...failure, error: new ReelbusError(reason, "no", { retryable: false }), hasDelivered: true }).kind;
  assert.equal(kindOf("host-not-found"), "retry");
  assert.equal(kindOf("bad-response"), "retry");
  assert.equal(kindOf("access-denied"), "park");
});

it("tries again with a growing pause, up to 15 minutes", () => {
  assert.deepEqual(
    [0, 1, 2, 300].map((failures) => pauseOf({ failures })),
    [2_000, 4_000, 8_000, 900_000],
  );
});

it("waits as long as the target asks for, when that is longer", () => {
  const asking = (retryAfterMs: number) => pauseOf({ error: { ...failure.error, retryAfterMs } });
  assert.equal(asking(60_000), 60_000);
  assert.equal(asking(500), 2_000);
});
