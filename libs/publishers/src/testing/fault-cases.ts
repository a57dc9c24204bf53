import assert from "node:assert/strict";
import { REASONS, type Reason } from "@reelbus/contracts";
import { waitFor } from "@reelbus/testing";
import { assertRefused, failureOf, forever, layCableTo, receivedEvents, withPublisher } from "./assertions.ts";
import type { CaseContext, ConformanceCase } from "./conformance-case.ts";
import { THROTTLED_SECONDS, type Fault } from "./conformance-target.ts";
import { EventStream } from "./event-stream.ts";
import { sampleEvents } from "./sample-events.ts";

/** Wrong settings, wrong messages, and a server that dies. */
export const faultCases = {
  "wrong credentials": faulty("wrong credentials", "access-denied"),
  "missing permission": faulty("missing permission", "access-denied"),
  "missing destination": faulty("missing destination", "destination-not-found"),
  "unknown host": faulty("unknown host", "host-not-found"),
  "refused connection": faulty("refused connection", "host-unreachable"),
  "untrusted certificate": faulty("untrusted certificate", "untrusted-certificate"),
  "location not allowed": faulty("location not allowed", "location-not-allowed"),

  unroutable: async ({ target }) => {
    // A check can't know.
    const publisher = await target.openFaulty("unroutable");
    try {
      await assertRefused(publisher.publish(sampleEvents(3), forever), "destination-not-found");
    } finally {
      await publisher.close();
    }
  },

  throttled: async ({ target, capabilities }) => {
    // Some targets tell it to events alone, so nothing is asked of a check.
    const publisher = await target.openFaulty("throttles");
    const [event] = sampleEvents(1);
    assert.ok(event);
    try {
      const { reason, retryable, deliveredCount, retryAfterMs } = await failureOf(publisher.publish([event], forever));
      assert.deepEqual(
        { reason, retryable, deliveredCount },
        { reason: "throttled", retryable: true, deliveredCount: 0 },
      );
      assert.equal(retryAfterMs, capabilities.tellsRetryAfter === true ? THROTTLED_SECONDS * 1000 : null);
      if (target.endThrottling === undefined) return;
      await target.endThrottling();
      await publisher.publish([event], forever);
    } finally {
      await publisher.close();
    }
    assert.ok((await receivedEvents(target)).some(({ EventId }) => EventId === event.EventId));
  },

  "an event that is too large is refused for good": async ({ target, capabilities }) => {
    assert.ok(capabilities.tooLargeBytes !== null, "skip this case where there is no limit");
    const tooLarge = sampleEvents(1, { paddingBytes: capabilities.tooLargeBytes });
    await withPublisher(target, async (publisher) => {
      await assertRefused(publisher.publish(tooLarge, forever), "message-too-large");
      await publisher.publish(sampleEvents(1), forever);
    });
    assert.equal((await target.received()).length, 1);
  },

  "cut off without a word in the middle": async ({ target }) => {
    await using cable = await layCableTo(target);
    const stream = new EventStream();
    await withPublisher(
      target,
      async (publisher) => {
        const failure = stream.publishUntilFailure(publisher);
        await waitFor(() => stream.delivered > 0, { what: "the first batch" });
        cable.cut();
        const { reason, retryable, message } = await failure;
        // FTP's data connections do not go through the cable: the server, which notices, may close the one in use.
        assert.ok(retryable && (reason === "timeout" || reason === "host-unreachable"), `${reason}: ${message}`);

        const connections = cable.taken;
        cable.mend();
        await stream.publishRest(publisher);
        assert.ok(cable.taken > connections, "there is a new connection");
      },
      cable.port,
    );
    await stream.assertArrived(target);
  },

  "killed and restarted in the middle": async ({ target, server }) => {
    const stream = new EventStream();
    await withPublisher(target, async (publisher) => {
      const failure = stream.publishUntilFailure(publisher);
      await waitFor(() => stream.delivered > 0, { what: "the first batch" });
      await server.kill();
      const { retryable, message } = await failure;
      assert.equal(retryable, true, message);

      await assertRefused(publisher.publish(sampleEvents(1), forever), "host-unreachable");
      await server.restart();
      await stream.publishRest(publisher);
    });
    await stream.assertArrived(target);
  },
} as const satisfies Record<string, ConformanceCase>;

/** What the answer to an event tells, and none to a mere connection. */
const beyondConnection: ReadonlySet<Fault> = new Set([
  "wrong credentials",
  "missing permission",
  "missing destination",
]);

function faulty(fault: Fault, reason: Reason) {
  return async ({ target, capabilities }: CaseContext): Promise<void> => {
    const publisher = await target.openFaulty(fault);
    try {
      if (capabilities.check === "connection" && beyondConnection.has(fault)) await publisher.check(forever);
      else await assertRefused(publisher.check(forever), reason);
      const isTriedAgain = capabilities.refusals === "retryable" && beyondConnection.has(fault);
      const retryable = isTriedAgain || REASONS[reason].retryable;
      await assertRefused(publisher.publish(sampleEvents(2), forever), reason, retryable);
    } finally {
      await publisher.close();
    }
  };
}
