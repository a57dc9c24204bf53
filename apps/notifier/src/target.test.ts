import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ReelbusError, type PublishableEvent } from "@reelbus/contracts";
import { PublishError } from "@reelbus/publishers";
import { sampleEvents } from "@reelbus/publishers/testing";
import { NOTIFIER_LIMITS } from "./limits.ts";
import { NotTried, Target } from "./target.ts";

const never = new AbortController().signal;
const signals = { signal: never, stopping: never };
const [event] = sampleEvents(1);
assert.ok(event);

describe("Target", () => {
  it("is tried with one event after it was down, and gets the others when that went well", async () => {
    const { target, batches, clock, failWith } = fakeTarget();
    failWith("host-unreachable");
    await assert.rejects(target.publish(sampleEvents(3), signals), PublishError);
    failWith(null);
    clock.ms += 60_000;
    await target.publish(sampleEvents(3), signals);
    assert.deepEqual(batches, [3, 1, 2]);
  });

  it("counts the event that it was tried with", async () => {
    const { target, clock, failWith } = fakeTarget();
    failWith("host-unreachable");
    await assert.rejects(target.publish(sampleEvents(3), signals), PublishError);
    failWith("message-too-large", { forMoreThan: 1 });
    clock.ms += 60_000;
    const failure = { reason: "message-too-large", deliveredCount: 1 };
    await assert.rejects(target.publish(sampleEvents(3), signals), failure);
  });

  it("goes on after throttling with fewer calls, and pauses once one call is too much", async () => {
    const { target, batches, failWith } = fakeTarget();
    failWith("throttled");
    // 8 calls at a time, 4, 2, 1.
    for (let call = 0; call < 4; call += 1) await assert.rejects(target.publish([event], signals), PublishError);
    failWith(null);
    await assert.rejects(target.publish([event], signals), { reason: "throttled", retryable: true });
    assert.equal(batches.length, 4);
  });

  it("does not pause for calls that began when more ran at a time", async () => {
    const { target, batches, failWith, block } = fakeTarget({ perTarget: 2 });
    failWith("throttled");
    const blocked = block();
    const calls = [1, 2].map(() => assert.rejects(target.publish([event], signals), PublishError));
    await setImmediate();
    blocked.resolve(undefined);
    await Promise.all(calls);
    failWith(null);
    await target.publish([event], signals);
    assert.equal(batches.length, 3);
  });

  it("pauses at once when it is told for how long", async () => {
    const { target, batches, failWith } = fakeTarget();
    failWith("throttled", { retryAfterMs: 60_000 });
    await assert.rejects(target.publish([event], signals), PublishError);
    await assert.rejects(target.publish([event], signals), { reason: "throttled", retryable: true });
    assert.equal(batches.length, 1);
  });

  it("has those that find it busy come back soon, and later the longer it is silent", async () => {
    const { target, block, clock } = fakeTarget({ perTarget: 1, waitingPerTarget: 0 });
    const blocked = block();
    const first = target.publish([event], signals);
    await setImmediate();
    const pausesMs = async () => {
      const failures = Array.from({ length: 50 }, () =>
        target.publish([event], signals).catch((error: unknown) => error),
      );
      return (await Promise.all(failures)).map((error) => (error instanceof NotTried ? error.pauseMs : NaN));
    };
    assert.ok((await pausesMs()).every((pauseMs) => pauseMs >= 250 && pauseMs <= 1_000));
    clock.ms += 30_000;
    const later = await pausesMs();
    assert.ok(later.every((pauseMs) => pauseMs >= 250 && pauseMs <= 30_000));
    assert.ok(later.some((pauseMs) => pauseMs > 1_000));
    blocked.resolve(undefined);
    await first;
  });
});

interface FailOptions {
  /** Only calls with more events than this fail. */
  readonly forMoreThan?: number;
  readonly retryAfterMs?: number;
}

/** A target whose publisher does as the test says, with the sizes of the batches that it got. */
function fakeTarget(limits: Partial<typeof NOTIFIER_LIMITS> = {}) {
  const batches: number[] = [];
  const clock = { ms: 0 };
  let failing: { error: ReelbusError; forMoreThan: number } | null = null;
  let blocked: Promise<void> | null = null;
  const publisher = {
    check: () => Promise.resolve(),
    publish: async (events: readonly PublishableEvent[]) => {
      batches.push(events.length);
      await blocked;
      if (failing !== null && events.length > failing.forMoreThan) throw new PublishError(failing.error, 0);
    },
    close: () => Promise.resolve(),
  };
  return {
    target: new Target(publisher, { ...NOTIFIER_LIMITS, ...limits }, () => clock.ms),
    batches,
    clock,
    failWith: (
      reason: ConstructorParameters<typeof ReelbusError>[0] | null,
      { forMoreThan = 0, ...options }: FailOptions = {},
    ) => {
      failing = reason === null ? null : { error: new ReelbusError(reason, "no", options), forMoreThan };
    },
    block: () => {
      const block = Promise.withResolvers<undefined>();
      blocked = block.promise;
      return block;
    },
  };
}
